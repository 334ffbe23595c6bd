"""Addresses of watch."""

from __future__ import annotations

from django.urls import path

from pilin.domain.watch.web import cap, desk, duty, events, keeping, people
from pilin.domain.watch.web.acts_urls import ACTS

app_name = "watch"
urlpatterns = [
    path("c/<slug:circle>/watch/", desk.desk, name="desk"),
    path("c/<slug:circle>/watch/live/", desk.live, name="live"),
    path("c/<slug:circle>/watch/wall/", desk.wall, name="wall"),
    path("c/<slug:circle>/watch/gauges/<slug:slug>/", desk.gauge, name="gauge"),
    path("c/<slug:circle>/watch/gauges/<slug:slug>/mind/", keeping.mind, name="mind"),
    path("c/<slug:circle>/watch/gauges/<slug:slug>/line/", keeping.line, name="line"),
    path("c/<slug:circle>/watch/concerns/<uuid:uid>/end/", keeping.unmind, name="unmind"),
    path("c/<slug:circle>/watch/lines/", keeping.lines, name="lines"),
    path("c/<slug:circle>/watch/lines/offset/", keeping.offset, name="offset"),
    path("c/<slug:circle>/watch/signals/add/", keeping.signal, name="signal"),
    path("c/<slug:circle>/watch/events/", events.events, name="events"),
    path("c/<slug:circle>/watch/events/add/", events.open_event, name="open_event"),
    path("c/<slug:circle>/watch/events/<uuid:uid>/", events.event, name="event"),
    path("c/<slug:circle>/watch/events/<uuid:uid>/know/", events.know, name="know"),
    path("c/<slug:circle>/watch/events/<uuid:uid>/stand-down/", events.stand_down, name="stand_down"),
    path("c/<slug:circle>/watch/calls/<uuid:uid>/answer/", events.answer, name="answer"),
    path("c/<slug:circle>/watch/duty/", duty.duty, name="duty"),
    path("c/<slug:circle>/watch/duty/copy/", duty.copy, name="copy_week"),
    path("c/<slug:circle>/watch/duty/term/", duty.term, name="term"),
    path("c/<slug:circle>/watch/subscribe/", people.subscribe, name="subscribe"),
    path("c/<slug:circle>/watch/subscribe/end/", people.unsubscribe, name="unsubscribe"),
    path("watch/answer/<str:token>/", events.answer_link, name="answer_link"),
    path("c/<slug:circle>/watch/alerts/", cap.alerts, name="alerts"),
    path("c/<slug:circle>/watch/alerts/take/", cap.take, name="take_alerts"),
    path("c/<slug:circle>/watch/alerts/<uuid:uid>/", cap.alert, name="alert"),
    path("c/<slug:circle>/watch/alerts/<uuid:uid>.xml", cap.alert_xml, name="alert_xml"),
    path("c/<slug:circle>/watch/alerts/<uuid:uid>/relay/", cap.relay, name="relay_alert"),
    path("c/<slug:circle>/watch/senders/", cap.senders, name="senders"),
    path("c/<slug:circle>/watch/senders/add/", cap.add_sender, name="add_sender"),
    path("c/<slug:circle>/watch/senders/<uuid:uid>/change/", cap.change_sender, name="change_sender"),
    path("c/<slug:circle>/watch/senders/<uuid:uid>/end/", cap.end_sender, name="end_sender"),
    path("c/<slug:circle>/watch/notices/", cap.notices, name="notices"),
    path("c/<slug:circle>/watch/notices/write/", cap.write_notice, name="write_notice"),
    path("c/<slug:circle>/watch/notices/<uuid:uid>/", cap.notice, name="notice"),
    path("c/<slug:circle>/watch/notices/<uuid:uid>/join/", cap.join_notice, name="join_notice"),
    path("c/<slug:circle>/watch/notices/<uuid:uid>/follow/", cap.follow_notice, name="follow_notice"),
    *ACTS,
]

public_cap = [  # before the circles' own feeds: else "cap" would be taken for a circle
    path("feed.atom", cap.feed, name="feed"),
    path("<path:identifier>.xml", cap.public_alert, name="alert"),
]
