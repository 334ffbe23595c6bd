"""Addresses of meetings, tasks, matters, commitments, policy documents and reviews."""

from django.urls import path

from pilin.domain.meetings import web

app_name = "meetings"
urlpatterns = [
    path("c/<slug:circle>/meetings/", web.index, name="index"),
    path("c/<slug:circle>/meetings/call/", web.call, name="call"),
    path("c/<slug:circle>/meetings/<uuid:uid>/", web.meeting, name="meeting"),
    path("c/<slug:circle>/meetings/<uuid:uid>/minutes/", web.minutes, name="minutes"),
    path("c/<slug:circle>/meetings/<uuid:uid>/word/", web.word, name="word"),
    path("c/<slug:circle>/meetings/<uuid:uid>/resolve/", web.resolve, name="resolve"),
    path("c/<slug:circle>/meetings/<uuid:uid>/add/<slug:what>/", web.add, name="add"),
    path("c/<slug:circle>/meetings/<uuid:uid>/agenda/<uuid:item>/", web.record_item, name="item"),
    path("c/<slug:circle>/meetings/<uuid:uid>/do/<slug:what>/", web.do, name="do"),
    path("c/<slug:circle>/resolutions/<uuid:uid>/", web.move_resolution, name="resolution"),
    path("c/<slug:circle>/snapshots/<uuid:uid>/", web.snapshot, name="snapshot"),
    path("c/<slug:circle>/tasks/", web.tasks, name="tasks"),
    path("c/<slug:circle>/tasks/<uuid:uid>/", web.task, name="task"),
    path("c/<slug:circle>/tasks/<uuid:uid>/raise/", web.raise_task, name="raise"),
    path("c/<slug:circle>/matters/", web.matters, name="matters"),
    path("c/<slug:circle>/matters/<uuid:uid>/", web.matter, name="matter"),
    path("c/<slug:circle>/commitments/", web.commitments, name="commitments"),
    path("c/<slug:circle>/commitments/<uuid:uid>/check/", web.check, name="check"),
    path("c/<slug:circle>/documents/", web.documents, name="documents"),
    path("c/<slug:circle>/documents/record/", web.record_document, name="record_document"),
    path("c/<slug:circle>/documents/<uuid:uid>/", web.document, name="document"),
    path("c/<slug:circle>/reviews/", web.reviews, name="reviews"),
    path("c/<slug:circle>/reviews/take/", web.take_review, name="take_review"),
    path("c/<slug:circle>/reviews/<uuid:uid>/", web.review, name="review"),
]
