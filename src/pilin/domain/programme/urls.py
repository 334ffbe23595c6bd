"""Addresses of the programme."""

from django.urls import path

from pilin.domain.programme.web import desk, pages

app_name = "programme"
LIST = "c/<slug:circle>/programme/<int:year>/"
ITEM = LIST + "<int:no>/"
STEP = ITEM + "<int:number>/"
urlpatterns = [
    path("c/<slug:circle>/", pages.today, name="today"),
    path("c/<slug:circle>/programme/", pages.index, name="index"),
    path("c/<slug:circle>/programme/begin/", desk.begin, name="begin"),
    path("c/<slug:circle>/plans/", pages.plans, name="plans"),
    path("c/<slug:circle>/plans/<slug:slug>/", pages.plan, name="plan"),
    path(LIST, pages.year, name="year"),
    path(LIST + "export.xlsx", pages.export, {"suffix": "xlsx"}, name="export_xlsx"),
    path(LIST + "export.csv", pages.export, {"suffix": "csv"}, name="export_csv"),
    path(LIST + "text/<int:number>.json", pages.version, name="version"),
    path(LIST + "draft/", desk.draft, name="draft"),
    path(LIST + "add/", desk.add_item, name="add"),
    path(LIST + "import/", desk.bring, name="import"),
    path(LIST + "carry/", desk.carry, name="carry"),
    path(LIST + "propose/", desk.propose, name="propose"),
    path(LIST + "reopen/", desk.reopen, name="reopen"),
    path(LIST + "accept/", desk.accept, name="accept"),
    path(LIST + "refuse/", desk.refuse, name="refuse"),
    path(LIST + "release/", desk.release, name="release"),
    path(LIST + "errata/", desk.errata, name="errata"),
    path(LIST + "errata/<int:number>/sign/", desk.sign_erratum, name="sign_erratum"),
    path(ITEM, pages.item, name="item"),
    path(ITEM + "change/", desk.change_item, name="change"),
    path(ITEM + "remove/", desk.remove_item, name="remove"),
    path(ITEM + "drop/", desk.drop, name="drop"),
    path(ITEM + "raise/", desk.raise_up, name="raise"),
    path(STEP + "report/", desk.report, name="report"),
    path(STEP + "witness/", desk.witness, name="witness"),
    path(STEP + "send-back/", desk.send_back, name="send_back"),
    path(STEP + "move/", desk.move, name="move"),
    path(STEP + "ask/", desk.ask, name="ask"),
]
