"""Times read back while they are typed."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.forms.times import TypedTimesForm


@desk_page
@require_safe
def read_back(request: DeskRequest) -> HttpResponse:
    """Say the times that stand in the address as a sentence, for the script beside the fields."""
    said = TypedTimesForm(request.GET).read_back
    return JsonResponse({"sentence": said.sentence, "refused": said.is_refused})
