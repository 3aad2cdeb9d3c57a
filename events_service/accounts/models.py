"""Who runs this installation, which institutions host here, who may sign in, and what they did."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from events_service.lib.addresses import masked
from events_service.lib.bilingual import Bilingual


class Licence(models.TextChoices):
    """What others may do with what is published here."""

    RESERVED = "reserved", _("All rights reserved")
    BY = "by", "CC BY 4.0"
    BY_SA = "by-sa", "CC BY-SA 4.0"
    BY_NC = "by-nc", "CC BY-NC 4.0"
    BY_NC_SA = "by-nc-sa", "CC BY-NC-SA 4.0"
    BY_ND = "by-nd", "CC BY-ND 4.0"
    BY_NC_ND = "by-nc-nd", "CC BY-NC-ND 4.0"
    ZERO = "zero", "CC0 1.0"

    @property
    def address(self) -> str:
        """Return where the licence can be read; empty where nothing is licensed."""
        if self == Licence.RESERVED:
            return ""
        if self == Licence.ZERO:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        return f"https://creativecommons.org/licenses/{self.value}/4.0/"


class Site(models.Model):
    """This installation: one row, written by its first page. The name may be that of a joint project."""

    name = models.CharField(_("name"), max_length=120)
    zone = models.CharField(_("time zone"), max_length=64)
    contact = models.EmailField(_("contact address"))
    barriers_to = models.EmailField(_("address to tell of barriers"), blank=True, help_text="Empty: the contact address.")
    licence = models.CharField(
        _("licence"),
        max_length=12,
        choices=Licence.choices,
        default=Licence.RESERVED.value,
        help_text="Of recordings, transcripts and recaps.",
    )
    privacy_en = models.TextField(
        blank=True, help_text="What its privacy page says beside what it says by itself. Markdown, like the others."
    )
    privacy_es = models.TextField(blank=True)
    accessibility_en = models.TextField(blank=True)
    accessibility_es = models.TextField(blank=True)
    about_en = models.TextField(blank=True, help_text="What its contact page says of who runs it.")
    about_es = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    privacy = Bilingual()
    accessibility = Bilingual()
    about = Bilingual()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="accounts_one_site"),)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Users are found by their address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, *, name: str = "", password: str | None = None) -> "User":
        user = self.model(email=email.strip(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in; attendees have no account."""

    email = models.EmailField(_("email"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case"),)

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def known_as(self) -> str:
        """Return what others may read: the name, and for want of one the address without most of its letters."""
        return self.name or masked(self.email)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def of(self, user: "User") -> "OrganizationQuerySet":
        return self.filter(memberships__user=user)

    def edited_by(self, user: "User") -> "OrganizationQuerySet":
        return self.filter(memberships__user=user, memberships__role__in=(Role.OWNER, Role.ORGANIZER))


class Organization(models.Model):
    """An institution that hosts. Its colours are for the weave and stripes only."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    zone = models.CharField(_("time zone"), max_length=64)
    dyes = models.CharField(max_length=6, default="abcd", help_text="Which dyes its covers are woven from: letters a to f.")
    logo = models.ImageField(_("logo"), upload_to="logos/", blank=True)
    sender_address = models.EmailField(_("sender address"))
    reply_to = models.EmailField(_("reply address"))
    retention_days = models.PositiveSmallIntegerField(default=180)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person may do in an organization: everything, all but managing people, or look at numbers."""

    OWNER = "owner", _("Owner")
    ORGANIZER = "organizer", _("Organizer")
    VIEWER = "viewer", _("Viewer")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def owners(self) -> "MembershipQuerySet":
        return self.filter(role=Role.OWNER, user__is_active=True)

    def editors(self) -> "MembershipQuerySet":
        """Those who act in the organization's name."""
        return self.filter(role__in=(Role.OWNER, Role.ORGANIZER), user__is_active=True)

    def by_role(self) -> "MembershipQuerySet":
        """Owners, then organizers, then viewers; whoever came first stands first."""
        rank = [models.When(role=role, then=place) for place, role in enumerate(Role)]
        return self.order_by(models.Case(*rank, default=len(rank)), "joined_at", "pk")


class Membership(models.Model):
    """What a user may do in an organization. A viewer sees numbers, never addresses."""

    Role = Role

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "organization"), name="accounts_one_membership"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.organization} · {self.role}"

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER

    @property
    def is_editor(self) -> bool:
        return self.role in {Role.OWNER, Role.ORGANIZER}


def new_key() -> str:
    """Return an opaque label: 32 hexadecimal digits."""
    return uuid.uuid4().hex


class Invitation(models.Model):
    """A place among an organization's people that is offered to an address. Taken or withdrawn, it is gone, and its link with it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False, help_text="The label in mail and link.")
    email = models.EmailField(_("email"), help_text="As typed.")
    address = models.EmailField(max_length=320, help_text="As compared.")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("sent_at", "pk")
        constraints = (models.UniqueConstraint(fields=("organization", "address"), name="accounts_invited_once"),)

    def __str__(self) -> str:
        return f"{self.organization} · {self.role}"

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at <= now


class Act(models.TextChoices):
    """What is written down when somebody did it."""

    PUBLISHED = "published", _("%(who)s published “%(what)s”.")
    SCHEDULED = "scheduled", _("%(who)s lets “%(what)s” publish itself: %(more)s.")
    UNSCHEDULED = "unscheduled", _("%(who)s took back that “%(what)s” publishes itself.")
    RESCHEDULED = "rescheduled", _("%(who)s moved “%(what)s” to another time.")
    CANCELLED = "cancelled", _("%(who)s cancelled “%(what)s”.")
    REINSTATED = "reinstated", _("%(who)s let “%(what)s” take place after all.")
    ROOM_CHANGED = "room changed", _("%(who)s changed the room of “%(what)s”.")
    LINE_SAID = "line said", _("%(who)s wrote on the waiting screens of “%(what)s”.")
    ANNOUNCED = "announced", _("%(who)s wrote to everybody who has a place at “%(what)s”: %(more)s.")
    HOST_ADDED = "host added", _("%(who)s made %(more)s a host of “%(what)s”.")
    HOST_REMOVED = "host removed", _("%(who)s took %(more)s off the hosts of “%(what)s”.")
    ACCESS_ADDED = "access added", _("%(who)s offers at “%(what)s”: %(more)s.")
    ACCESS_CHANGED = "access changed", _("%(who)s changed what is offered at “%(what)s”: %(more)s.")
    ACCESS_REMOVED = "access removed", _("%(who)s took back what was offered at “%(what)s”: %(more)s.")
    PLACES_CHANGED = "places changed", _("%(who)s changed how places at “%(what)s” are given.")
    REQUEST_APPROVED = "request approved", _("%(who)s approved a registration for “%(what)s”. Without an answer: %(more)s.")
    REQUEST_DECLINED = "request declined", _("%(who)s declined a registration for “%(what)s”. Without an answer: %(more)s.")
    PEOPLE_MERGED = "people merged", _("%(who)s said that “%(what)s” and “%(more)s” are one person.")
    ATTENDANCE_IMPORTED = "attendance imported", _("%(who)s brought in who came to “%(what)s”: %(more)s.")
    ATTENDANCE_TAKEN_BACK = "attendance taken back", _("%(who)s took back who came to “%(what)s”: %(more)s.")
    PLACES_BACK = "places back", _("%(who)s gave back places at “%(what)s”: %(more)s.")
    CAME_MARKED = "came marked", _("%(who)s marked who came to “%(what)s”: %(more)s.")
    MISSED_MARKED = "missed marked", _("%(who)s marked who did not come to “%(what)s”: %(more)s.")
    REGISTRATIONS_IMPORTED = "registrations imported", _("%(who)s brought in registrations for “%(what)s”: %(more)s.")
    REGISTRATIONS_EXPORTED = "registrations exported", _("%(who)s exported the registrations of “%(what)s”: %(more)s.")
    TEMPLATE_SAVED = "template saved", _("%(who)s saved the template “%(what)s”.")
    TEMPLATE_DELETED = "template deleted", _("%(who)s deleted the template “%(what)s”.")
    INVITED = "invited", _("%(who)s invited %(what)s. Role: %(more)s.")
    WITHDRAWN = "invitation withdrawn", _("%(who)s withdrew the invitation of %(what)s.")
    JOINED = "joined", _("%(what)s accepted the invitation. Role: %(more)s.")
    ROLE_CHANGED = "role changed", _("%(who)s gave %(what)s another role: %(more)s.")
    HANDED_OVER = "handed over", _("%(what)s hands over to %(more)s what is to be done.")
    REMOVED = "removed", _("%(who)s removed %(what)s.")
    LEFT = "left", _("%(who)s left.")
    SITE_CHANGED = "site changed", _("%(who)s changed what the site “%(what)s” says of itself.")
    PASSWORD_SET = "password set", _("%(who)s set a new password.")
    PASSKEY_ADDED = "passkey added", _("%(who)s added a passkey.")
    PASSKEY_REMOVED = "passkey removed", _("%(who)s removed a passkey.")
    AUTHENTICATOR_ON = "authenticator on", _("%(who)s signs in with an authenticator app as second step from now on.")
    AUTHENTICATOR_OFF = "authenticator off", _("%(who)s signs in without an authenticator app from now on.")
    CODES_RENEWED = "codes renewed", _("%(who)s made new recovery codes.")
    INSTITUTION_LINKED = "institution linked", _("%(who)s signs in through an institution from now on.")


class DeedQuerySet(models.QuerySet["Deed"]):
    """Deeds are appended and read; nothing here changes or erases one."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("deeds are not changed")

    def delete(self) -> NoReturn:
        raise TypeError("deeds are not erased")


class Deed(models.Model):
    """Who did what, and when: a line of the activity log of the organizations that it concerns. Written once.

    `subject` is the label of whoever wrote it down, `what` and `more` are the words to show for it: never an attendee's.
    """

    organizations = models.ManyToManyField(Organization, related_name="deeds")
    act = models.CharField(max_length=24, help_text="One of Act.")
    who = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="deeds", help_text="Null: the installation itself.")
    subject = models.CharField(max_length=80, db_index=True)
    what = models.CharField(max_length=300)
    more = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField()

    objects = DeedQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_at", "-pk")

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("deeds are not erased")
