"""Addresses of living next door, a part a subject."""

from django.urls import URLPattern, path

from pilin.domain.living.web import happenings, happenings_desk, services, services_written

app_name = "living"
urlpatterns: list[URLPattern] = [
    # services
    path("c/<slug:circle>/living/", services.index, name="services"),
    path("c/<slug:circle>/living/settle/", services.settle, name="settle"),
    path("c/<slug:circle>/living/needs/", services.needs, name="needs"),
    path("c/<slug:circle>/living/services/add/", services_written.add_service, name="add_service"),
    path("c/<slug:circle>/living/services/<uuid:uid>/", services.service, name="service"),
    path("c/<slug:circle>/living/services/<uuid:uid>/change/", services_written.change_service, name="change_service"),
    path("c/<slug:circle>/living/facilities/", services.facilities, name="facilities"),
    path("c/<slug:circle>/living/facilities/add/", services_written.add_facility, name="add_facility"),
    path("c/<slug:circle>/living/facilities/<uuid:uid>/", services.facility, name="facility"),
    path(
        "c/<slug:circle>/living/facilities/<uuid:uid>/change/", services_written.change_facility, name="change_facility"
    ),
    path("c/<slug:circle>/living/facilities/<uuid:uid>/settlement/", services_written.say, name="say_settlement"),
    # happenings
    path("c/<slug:circle>/living/calendar/", happenings.index, name="calendar"),
    path("c/<slug:circle>/living/calendar.ics", happenings.ics, name="calendar_ics"),
    path("c/<slug:circle>/living/calendar/<slug:town>.ics", happenings.ics, name="town_ics"),
    path("c/<slug:circle>/living/happenings/mine/", happenings.mine, name="tickets"),
    path("c/<slug:circle>/living/happenings/tickets/<uuid:uid>/", happenings.ticket, name="ticket"),
    path("c/<slug:circle>/living/happenings/tickets/<uuid:uid>/withdraw/", happenings.withdraw, name="withdraw_ticket"),
    path("c/<slug:circle>/living/happenings/desk/", happenings_desk.desk, name="happenings_desk"),
    path("c/<slug:circle>/living/happenings/desk/year/", happenings_desk.plan_year, name="plan_year"),
    path("c/<slug:circle>/living/happenings/series/", happenings.all_series, name="all_series"),
    path("c/<slug:circle>/living/happenings/series/add/", happenings_desk.series, name="add_series"),
    path("c/<slug:circle>/living/happenings/series/<uuid:uid>/", happenings_desk.series, name="series"),
    path("c/<slug:circle>/living/happenings/add/", happenings_desk.add, name="add_happening"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/", happenings.happening, name="happening"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>.ics", happenings.happening_ics, name="happening_ics"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/register/", happenings.register, name="register"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/evaluate/", happenings.evaluate, name="evaluate_happening"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/change/", happenings_desk.change, name="change_happening"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/announce/", happenings_desk.announce, name="announce_happening"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/release/", happenings_desk.release, name="release_places"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/cancel/", happenings_desk.cancel, name="cancel_happening"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/share/", happenings_desk.share, name="share_places"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/people/", happenings_desk.people, name="happening_people"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/people.csv", happenings_desk.people_csv, name="happening_csv"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/scan/", happenings_desk.scan, name="scan"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/tick/", happenings_desk.tick, name="tick"),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/camp/", happenings_desk.camp, name="camp"),
    path(
        "c/<slug:circle>/living/happenings/<uuid:uid>/camp/sessions/", happenings_desk.add_session, name="add_session"
    ),
    path(
        "c/<slug:circle>/living/happenings/<uuid:uid>/camp/sessions/<uuid:session>/",
        happenings_desk.sheet,
        name="sheet",
    ),
    path("c/<slug:circle>/living/happenings/<uuid:uid>/camp/second/", happenings_desk.second, name="second"),
    path("c/<slug:circle>/living/passes/", happenings.pass_list, name="passes"),
    path("c/<slug:circle>/living/passes/add/", happenings_desk.add_pass, name="add_pass"),
    path("c/<slug:circle>/living/passes/<uuid:uid>/", happenings.pass_page, name="pass"),
    path("c/<slug:circle>/living/passes/<uuid:uid>/issue/", happenings_desk.issue, name="issue_passes"),
    path("c/<slug:circle>/living/passes/<uuid:uid>/venues/<uuid:venue>/", happenings_desk.use, name="use_pass"),
    # listings
]
