"""What people type when they register, and what organizers type about who comes."""

from registrations.forms.lists import ListForm
from registrations.forms.mine import AddressForm, DetailsForm, LinkForm, WithThemForm
from registrations.forms.places import PlacesForm
from registrations.forms.registering import AccessForm, RegistrationForm
from registrations.forms.uploads import ListUploadForm, UploadForm

__all__ = [
    "AccessForm",
    "AddressForm",
    "DetailsForm",
    "LinkForm",
    "ListForm",
    "ListUploadForm",
    "PlacesForm",
    "RegistrationForm",
    "UploadForm",
    "WithThemForm",
]
