"""Texts that somebody with bad intentions would type: sixty, for every place a text may end up in."""

from __future__ import annotations

MARK = "__ran"  # what a payload that runs leaves behind
RUN = f"window.{MARK}=1;alert(1)"

PAYLOADS: list[str] = [
    # HTML, plain
    f"<script>{RUN}</script>",
    f"<ScRiPt >{RUN}</ScRiPt>",
    f"<script src=data:text/javascript,{RUN}></script>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror='{RUN}'>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>{RUN}</script>'></iframe>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<a href=javascript:{RUN}>点我</a>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<form><button formaction=javascript:{RUN}>送出</button></form>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{background:url(//evil.example/x)}</style>",
    "<b style=position:fixed;inset:0;background:red>覆盖</b>",
    "<plaintext>",
    "<!--",
    f"--><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    # attributes
    f'" onmouseover={RUN} x="',
    f"' onfocus='{RUN}' autofocus x='",
    f'"><img src=x onerror={RUN}>',
    f"'><svg onload={RUN}>",
    f"` onerror={RUN} `",
    f"javascript:{RUN}",
    f"JaVaScRiPt&colon;{RUN}",
    f"java\tscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "//evil.example/",
    # scripts, JSON and templates
    f"';{RUN};//",
    f'";{RUN};//',
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f'\\";{RUN};//',
    f"${{{RUN}}}",
    "{{ 7|add:7 }}{% load static %}",
    "{{constructor.constructor('alert(1)')()}}",
    "<%= 7*7 %>",
    f"]]><script>{RUN}</script>",
    f'{{"a": "</script><script>{RUN}</script>"}}',
    # Markdown and addresses
    f"[点我](javascript:{RUN})",
    f'![x](x" onerror="{RUN})',
    f"<javascript:{RUN}>",
    # Chinese, full-width, writing turned round, marks that nobody sees
    f"＜script＞{RUN}＜/script＞",
    f"＂＞＜img src=x onerror={RUN}＞",
    f"枫泾\u202e镇泾枫\u202c<img src=x onerror={RUN}>",
    f"\u2067<script>{RUN}</script>\u2069惠民",
    f"新\u200b埭\u200b镇<scr\u200bipt>{RUN}</scr\u200bipt>",
    f"\ufeff<svg/onload={RUN}>",
    f"%3Cscript%3E{RUN}%3C/script%3E&lt;script&gt;{RUN}&lt;/script&gt;",
]
