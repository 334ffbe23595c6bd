"""Addresses of drills."""

from django.urls import path

from pilin.domain.drills import web

app_name = "drills"
urlpatterns = [
    path("c/<slug:circle>/drills/", web.index, name="index"),
    path("c/<slug:circle>/drills/held/", web.drills, name="drills"),
    path("c/<slug:circle>/drills/plan/", web.plan, name="plan"),
    path("c/<slug:circle>/drills/corrective/", web.correctives, name="correctives"),
    path("c/<slug:circle>/drills/corrective/<uuid:uid>/done/", web.done, name="done"),
    path("c/<slug:circle>/drills/corrective/<uuid:uid>/verify/", web.verify, name="verify"),
    path("c/<slug:circle>/drills/corrective/<uuid:uid>/send-back/", web.send_back, name="send_back"),
    path("c/<slug:circle>/drills/sites/add/", web.add_site, name="add_site"),
    path("c/<slug:circle>/drills/sites/<uuid:uid>/", web.site, name="site"),
    path("c/<slug:circle>/drills/sites/<uuid:uid>/change/", web.change_site, name="change_site"),
    path("c/<slug:circle>/drills/sites/<uuid:uid>/end/", web.end_site, name="end_site"),
    path("c/<slug:circle>/drills/scenarios/", web.scenarios, name="scenarios"),
    path("c/<slug:circle>/drills/scenarios/add/", web.add_scenario, name="add_scenario"),
    path("c/<slug:circle>/drills/scenarios/<uuid:uid>/", web.scenario, name="scenario"),
    path("c/<slug:circle>/drills/scenarios/<uuid:uid>/change/", web.change_scenario, name="change_scenario"),
    path("c/<slug:circle>/drills/<uuid:uid>/", web.drill, name="drill"),
    path("c/<slug:circle>/drills/<uuid:uid>/report.pdf", web.report, name="report"),
    path("c/<slug:circle>/drills/<uuid:uid>/course.csv", web.course, name="course"),
    path("c/<slug:circle>/drills/<uuid:uid>/join/", web.join, name="join"),
    path("c/<slug:circle>/drills/<uuid:uid>/call-off/", web.call_off, name="call_off"),
    path("c/<slug:circle>/drills/<uuid:uid>/start/", web.start, name="start"),
    path("c/<slug:circle>/drills/<uuid:uid>/note/", web.note, name="note"),
    path("c/<slug:circle>/drills/<uuid:uid>/notes/<uuid:note>/correct/", web.correct, name="correct"),
    path("c/<slug:circle>/drills/<uuid:uid>/finish/", web.finish, name="finish"),
    path("c/<slug:circle>/drills/<uuid:uid>/evaluate/", web.evaluate, name="evaluate"),
    path("c/<slug:circle>/drills/<uuid:uid>/mend/", web.mend, name="mend"),
    path("c/<slug:circle>/drills/<uuid:uid>/close/", web.close, name="close"),
]
