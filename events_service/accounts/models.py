"""Who runs this installation, which institutions host here, and who may sign in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Site(models.Model):
    """This installation: one row, written by its first page. The name may be that of a joint project."""

    name = models.CharField(_("name"), max_length=120)
    zone = models.CharField(_("time zone"), max_length=64)
    contact = models.EmailField(_("contact address"))
    created_at = models.DateTimeField(auto_now_add=True)

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


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def of(self, user: "User") -> "OrganizationQuerySet":
        return self.filter(memberships__user=user)

    def edited_by(self, user: "User") -> "OrganizationQuerySet":
        return self.filter(memberships__user=user, memberships__role__in=(Membership.Role.OWNER, Membership.Role.ORGANIZER))


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


class Membership(models.Model):
    """What a user may do in an organization. A viewer sees numbers, never addresses."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        ORGANIZER = "organizer", _("Organizer")
        VIEWER = "viewer", _("Viewer")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "organization"), name="accounts_one_membership"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.organization} · {self.role}"
