"""Addresses of joint enforcement."""

from django.urls import path

from pilin.domain.enforcement.web import desk, findings, hazards, patrols

app_name = "enforcement"
ROOM = "c/<slug:circle>/enforcement"
urlpatterns = [
    path(f"{ROOM}/", desk.index, name="index"),
    path(f"{ROOM}/team/", desk.team, name="team"),
    path(f"{ROOM}/team/add/", desk.add_certificate, name="add_certificate"),
    path(f"{ROOM}/team/<uuid:uid>/end/", desk.end_certificate, name="end_certificate"),
    path(f"{ROOM}/items/", desk.items, name="items"),
    path(f"{ROOM}/items/add/", desk.add_item, name="add_item"),
    path(f"{ROOM}/items/<uuid:uid>/end/", desk.end_item, name="end_item"),
    path(f"{ROOM}/unified/", desk.unified, name="unified"),
    path(f"{ROOM}/unified/say/", desk.say_unified, name="say_unified"),
    path(f"{ROOM}/patrols/add/", patrols.propose, name="propose"),
    path(f"{ROOM}/patrols/<uuid:uid>/", patrols.patrol, name="patrol"),
    path(f"{ROOM}/patrols/<uuid:uid>/answer/", patrols.answer, name="answer"),
    path(f"{ROOM}/patrols/<uuid:uid>/officers/", patrols.officers, name="officers"),
    path(f"{ROOM}/patrols/<uuid:uid>/check/", patrols.check, name="check"),
    path(f"{ROOM}/checks/<uuid:uid>/drop/", patrols.drop, name="drop"),
    path(f"{ROOM}/patrols/<uuid:uid>/begin/", patrols.begin, name="begin"),
    path(f"{ROOM}/patrols/<uuid:uid>/end/", patrols.end, name="end"),
    path(f"{ROOM}/patrols/<uuid:uid>/call-off/", patrols.call_off, name="call_off"),
    path(f"{ROOM}/findings/add/", findings.record, name="record"),
    path(f"{ROOM}/findings/<uuid:uid>/", findings.finding, name="finding"),
    path(f"{ROOM}/findings/<uuid:uid>/evidence/", findings.evidence, name="evidence"),
    path(f"{ROOM}/findings/<uuid:uid>/send/", findings.send, name="send"),
    path(f"{ROOM}/findings/<uuid:uid>/file/", findings.file, name="file"),
    path(f"{ROOM}/evidence/<uuid:uid>/", findings.custody, name="custody"),
    path(f"{ROOM}/transfers/<uuid:uid>/", findings.transfer, name="transfer"),
    path(f"{ROOM}/transfers/<uuid:uid>.pdf", findings.letter, name="letter"),
    path(f"{ROOM}/filings/<uuid:uid>/", findings.filing, name="filing"),
    path(f"{ROOM}/filings/<uuid:uid>/extend/", findings.extend, name="extend"),
    path(f"{ROOM}/filings/<uuid:uid>/decide/", findings.decide, name="decide"),
    path(f"{ROOM}/hazards/", hazards.hazards, name="hazards"),
    path(f"{ROOM}/hazards/add/", hazards.report, name="report"),
    path(f"{ROOM}/hazards/<uuid:uid>/", hazards.hazard, name="hazard"),
    path(f"{ROOM}/hazards/<uuid:uid>/plan/", hazards.plan, name="plan"),
    path(f"{ROOM}/hazards/<uuid:uid>/rectify/", hazards.rectify, name="rectify"),
    path(f"{ROOM}/hazards/<uuid:uid>/inspect/", hazards.inspect, name="inspect"),
    path(f"{ROOM}/hazards/<uuid:uid>/close/", hazards.close, name="close"),
    path(f"{ROOM}/hazards/<uuid:uid>/acknowledge/", hazards.acknowledge, name="acknowledge"),
]
