"""Addresses of living next door, a part a subject."""

from django.urls import URLPattern, path

from pilin.domain.living.web import listings, listings_flights, listings_villages

app_name = "living"
urlpatterns: list[URLPattern] = [
    # services
    # happenings
    # listings
    path("c/<slug:circle>/living/listings/", listings.index, name="listings"),
    path("c/<slug:circle>/living/listings.csv", listings.as_csv, name="listings_csv"),
    path("c/<slug:circle>/living/listings.geojson", listings.as_geojson, name="listings_geojson"),
    path("c/<slug:circle>/living/listings/add/", listings.add, name="add_listing"),
    path("c/<slug:circle>/living/listings/<uuid:uid>/", listings.listing, name="listing"),
    path("c/<slug:circle>/living/listings/<uuid:uid>/change/", listings.change, name="change_listing"),
    path("c/<slug:circle>/living/listings/<uuid:uid>/picture/", listings.picture, name="listing_picture"),
    path("c/<slug:circle>/living/listings/<uuid:uid>/label/", listings.label, name="listing_label"),
    path("c/<slug:circle>/living/listings/<uuid:uid>/note/", listings.note, name="listing_note"),
    path("c/<slug:circle>/living/listings/<uuid:uid>/stage/", listings.stage, name="listing_stage"),
    path("c/<slug:circle>/living/listings/<uuid:uid>/tell/", listings.tell, name="tell_story"),
    path("c/<slug:circle>/living/lists/add/", listings.add_register, name="add_register"),
    path("c/<slug:circle>/living/lists/<uuid:uid>/", listings.register, name="register"),
    path("c/<slug:circle>/living/lists/classes/<uuid:uid>/bring/", listings.bring, name="bring_entries"),
    path("c/<slug:circle>/living/stories/<uuid:uid>/", listings.story, name="story"),
    path("c/<slug:circle>/living/stories/<uuid:uid>/take-back/", listings.take_back, name="take_story_back"),
    path("c/<slug:circle>/living/villages/", listings_villages.villages, name="villages"),
    path("c/<slug:circle>/living/villages/labels/add/", listings_villages.add_label, name="add_label"),
    path("c/<slug:circle>/living/villages/labels/hold/", listings_villages.hold_label, name="hold_label"),
    path("c/<slug:circle>/living/villages/labels/<uuid:uid>/end/", listings_villages.end_label, name="end_label"),
    path("c/<slug:circle>/living/visitors/", listings_villages.visitors, name="visitors"),
    path("c/<slug:circle>/living/figures/note/", listings_villages.note_figure, name="note_figure"),
    path("c/<slug:circle>/living/flights/", listings_flights.index, name="flights"),
    path("c/<slug:circle>/living/flights/at/<uuid:uid>/ask/", listings_flights.ask, name="ask_flight"),
    path("c/<slug:circle>/living/flights/at/<uuid:uid>/board/", listings_flights.board, name="flight_board"),
    path("c/<slug:circle>/living/flights/<uuid:uid>/", listings_flights.flight, name="flight"),
    path("c/<slug:circle>/living/flights/<uuid:uid>/withdraw/", listings_flights.withdraw, name="withdraw_flight"),
]
