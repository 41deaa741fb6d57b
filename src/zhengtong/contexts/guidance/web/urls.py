"""Pages of guidance."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhengtong.contexts.guidance.web import (
    chat_views,
    desk_views,
    feedback_views,
    handover_views,
    mcp_views,
    openai_views,
    plan_views,
    review_views,
    speech_views,
    staff_views,
    trace_views,
    views,
)

app_name = "guidance"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("guide/", views.guide, name="guide"),
    path("chat/", chat_views.chat, name="chat"),
    path("chat/stream/", chat_views.chat_stream, name="chat_stream"),
    path("search/", views.search, name="search"),
    path("speech/", speech_views.speak, name="speech"),
    path("speech/read/", speech_views.read, name="speech_read"),
    path("plan/", plan_views.plan, name="plan"),
    path("plan/plan.ics", plan_views.plan_calendar, name="plan_calendar"),
    path("one-things/<str:key>/", plan_views.one_thing, name="one_thing"),
    path("handover/", handover_views.handover, name="handover"),
    path("handover/state/", handover_views.state, name="handover_state"),
    path("handover/<slug:verb>/", handover_views.act, name="handover_act"),
    path("staff/desk/", desk_views.queue, name="desk"),
    path("staff/desk/<int:number>/", desk_views.case, name="desk_case"),
    path("staff/desk/<int:number>/<slug:verb>/", desk_views.do, name="desk_do"),
    path("feedback/", feedback_views.feedback, name="feedback"),
    path("feedback/<str:receipt>/", feedback_views.outcome, name="feedback_outcome"),
    path("v1/chat/completions", openai_views.chat_completions, name="chat_completions"),
    path("mcp/", mcp_views.mcp, name="mcp"),
    path("mcp", mcp_views.mcp),  # a redirect would lose the message
    path("v1/models", openai_views.models, name="models"),
    path("v1/models/<str:name>", openai_views.model, name="model"),
    path("v1/<path:rest>", openai_views.elsewhere),
    path("staff/guidance/", staff_views.overview, name="states"),
    path("staff/guidance/turns/<str:receipt>/", trace_views.turn, name="turn"),
    path("staff/guidance/turns/<str:receipt>/replay/", trace_views.replay_turn, name="replay_turn"),
    path("staff/guidance/turns/<str:receipt>/review/", staff_views.file_turn, name="file_turn"),
    path("staff/guidance/review/", review_views.queue, name="queue"),
    path("staff/guidance/review/<int:number>/", review_views.case, name="case"),
    path("staff/guidance/review/<int:number>/<slug:verb>/", review_views.do, name="do"),
    path("staff/guidance/corrections/<int:number>/apply/", review_views.apply_correction, name="apply_correction"),
    path("staff/guidance/<slug:what>/<int:number>/withdraw/", review_views.withdraw, name="withdraw"),
    path("staff/guidance/unanswered/", staff_views.not_answered, name="unanswered"),
    path("staff/guidance/unanswered/again/", staff_views.group_again, name="group_again"),
    path("staff/guidance/quality/", staff_views.quality_runs, name="quality"),
    path("staff/guidance/quality/<int:number>/", staff_views.quality_run, name="quality_run"),
    path("staff/guidance/rate/", review_views.rate_samples, name="rate"),
]
