"""What webinar tools and ticket tools call their columns and sections, in English and Spanish."""

import re
import unicodedata
from enum import Enum, auto


class Column(Enum):
    """What a column says of a person."""

    NAME = auto()
    FIRST = auto()
    LAST = auto()
    EMAIL = auto()
    JOIN = auto()
    LEAVE = auto()
    DURATION = auto()
    ATTENDED = auto()
    ROLE = auto()
    MODERATOR = auto()
    ACTION = auto()
    AT = auto()
    DATE = auto()
    WAITING = auto()
    REGISTERED_AT = auto()
    STATUS = auto()
    ORGANIZATION = auto()
    TICKET = auto()
    ORDER = auto()
    CHECKED_IN = auto()


# As `folded`; where a table has several columns of one kind, the one that stands first here is meant.
HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.NAME: (
        *("ticket full name", "attendee name", "name", "full name", "fullname", "nombre", "nombre completo", "nombre y apellido"),
        *("nombre y apellidos", "nombres y apellidos", "user name", "username", "display name", "nombre de usuario"),
        *("nombre para mostrar", "nombre a mostrar", "nombre que se muestra", "participant name", "nombre del participante"),
        *("nombre del asistente", "participant", "participante", "attendee", "asistente"),
        *("guest name", "nickname", "nick", "user", "usuario", "order name", "invoice address name"),
    ),
    Column.FIRST: (
        *("ticket first name", "attendee first name", "attendee name given name", "first name", "firstname", "given name", "nombres"),
        *("primer nombre", "nombre de pila", "forename"),
    ),
    Column.LAST: (
        *("ticket last name", "attendee last name", "attendee name family name", "last name", "lastname", "surname", "family name"),
        *("apellido", "apellidos", "primer apellido"),
    ),
    Column.EMAIL: (
        *("ticket email", "attendee email", "attendee e mail", "email", "e mail", "mail", "email address", "e mail address"),
        *("user email", "participant email", "correo electronico", "correo", "direccion de correo electronico"),
        *("direccion de correo", "direccion de e mail", "correo electronico del usuario", "correo del usuario"),
        *("correo electronico del participante", "correo electronico del asistente", "email del usuario", "registration email"),
        *("registrant email", "order email", "upn", "user principal name", "participant id", "id de participante", "id del participante"),
    ),
    Column.JOIN: (
        *("join time", "joined", "joined at", "time joined", "join", "join date", "first join", "first join time", "entry time"),
        *("attended at", "hora de ingreso", "hora de entrada", "hora de union", "hora de incorporacion", "hora de acceso"),
        *("hora de conexion", "hora a la que se unio", "hora en que se unio", "se unio", "se unio a las", "primera union"),
        *("primera incorporacion", "primer acceso", "primera entrada", "primera conexion", "entrada", "ingreso", "unirse", "union"),
        *("hora de inicio", "start time", "start", "inicio", "session start"),
    ),
    Column.LEAVE: (
        *("leave time", "left", "left at", "time exited", "time left", "leave", "leave date", "last leave", "last leave time", "exit time"),
        *("exited", "hora de salida", "ultima salida", "ultimo abandono", "ultima desconexion", "hora de abandono", "salida"),
        *("hora de desconexion", "hora a la que salio", "hora en que salio", "salio", "salio a las", "abandono", "hora de fin"),
        *("hora de finalizacion", "end time", "end", "fin", "session end"),
    ),
    Column.DURATION: (
        *("time in session", "in meeting duration", "attendance duration", "total duration", "duration", "minutes attended"),
        *("attended minutes", "attendance minutes", "minutes", "mins", "watch time", "time attended", "time watched", "time spent"),
        *("total time", "total attendance time", "time in meeting", "time in webinar", "session duration", "stay duration"),
        *("tiempo en sesion", "tiempo en la sesion", "tiempo en la reunion", "tiempo de asistencia", "tiempo conectado", "tiempo total"),
        *("duracion", "duracion total", "duracion en la reunion", "duracion de la reunion", "duracion de la asistencia"),
        *("duracion de asistencia", "minutos", "minutos asistidos", "minutos de asistencia", "tiempo"),
    ),
    Column.ATTENDED: (
        *("attended", "attended live", "attended event", "attendance", "attendance status", "asistio", "asistencia", "ha asistido"),
        *("estado de asistencia", "present", "presente"),
    ),
    Column.ROLE: ("role", "rol", "user role", "attendee role", "funcion", "user type"),
    Column.MODERATOR: ("moderator", "moderador", "moderadora", "is moderator", "es moderador"),
    Column.ACTION: ("user action", "action", "accion del usuario", "accion de usuario", "accion"),
    Column.AT: ("timestamp", "utceventtimestamp", "utc event timestamp", "marca de tiempo", "marca temporal", "fecha y hora"),
    Column.DATE: ("date", "fecha", "session date", "fecha de la sesion"),
    Column.WAITING: ("in waiting room", "en la sala de espera", "en sala de espera", "sala de espera"),
    Column.REGISTERED_AT: (
        *("registration time", "registration date time", "registration date", "registered at", "registered on", "date registered"),
        *("ticket created date", "order date", "order date time", "created at", "order created date", "signed up at", "sign up date"),
        *("hora de registro", "hora de inscripcion", "fecha de registro", "fecha de inscripcion", "fecha del pedido", "fecha de pedido"),
        *("inscripcion", "fecha de alta", "fecha de creacion"),
    ),
    Column.STATUS: (
        *("attendee status", "approval status", "registration status", "ticket state", "void status", "order status", "status", "state"),
        *("estado", "estado de aprobacion", "estado de la aprobacion", "estado de inscripcion", "estado del asistente", "estatus"),
    ),
    Column.ORGANIZATION: (
        *("ticket company name", "organization", "organisation", "company", "organization name", "company organization"),
        *("company organisation", "affiliation", "institution", "org", "organizacion", "institucion", "empresa", "entidad", "compania"),
    ),
    Column.TICKET: (
        *("ticket type", "ticket name", "ticket", "ticket title", "product", "item", "tipo de entrada", "tipo de boleto", "entrada"),
        *("boleto", "producto"),
    ),
    Column.ORDER: (
        *("order", "order code", "order id", "order number", "order no", "order reference", "ticket reference", "api id"),
        *("numero de pedido", "codigo de pedido", "id de pedido", "pedido"),
    ),
    Column.CHECKED_IN: ("checked in at", "checked in", "check in time", "check in date", "checkin", "check in"),
}
FIRST_JOINS = {"first join", "first join time", "primera union", "primera incorporacion", "primer acceso", "primera conexion"}  # of several
_RANKS = {word: (column, rank) for column, words in reversed(HEADINGS.items()) for rank, word in enumerate(words)}

# Sections: what stands alone in a row above a table, and the role of who is in it.
SECTIONS: dict[str, str] = {
    **dict.fromkeys(("host details", "detalles del anfitrion", "detalles de anfitrion", "informacion del anfitrion"), "host"),
    **dict.fromkeys(("panelist details", "detalles del panelista", "detalles de panelista", "detalles de los panelistas"), "panelist"),
    **dict.fromkeys(("staff", "staff details", "staff attendance", "detalles del personal"), "staff"),
    **dict.fromkeys(("attendee details", "attendees", "other attended", "others attended", "detalles del asistente"), "attendee"),
    **dict.fromkeys(("detalles de asistente", "detalles de los asistentes", "otros asistentes", "otros que asistieron"), "attendee"),
    **dict.fromkeys(("summary", "resumen", "participants", "participantes", "in meeting activities", "meeting summary"), ""),
    **dict.fromkeys(("actividades en la reunion", "actividades durante la reunion", "resumen de la reunion"), ""),
    **dict.fromkeys(("engagement", "participacion", "participation", "interaccion"), "skip"),
}

_ROLES = {
    "host": ("host", "anfitrion", "organizer", "organiser", "organizador", "organizadora", "co host", "coanfitrion", "cohost"),
    "moderator": ("moderator", "moderador", "moderadora"),
    "panelist": ("panelist", "panelista", "speaker", "ponente"),
    "presenter": ("presenter", "moderador de la reunion", "presentador", "presentadora"),
    "staff": ("staff", "personal"),
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words} | {"co organizer": "host", "coorganizador": "host"}
STRONGEST_FIRST = ("host", "moderator", "panelist", "presenter", "staff", "attendee")

_NOT_COMING = ("no", "n", "false", "0", "absent", "ausente", "did not attend", "no asistio", "not attended", "no show", "missed")
_NEGATIONS = ("cancel", "delete", "void", "declin", "denied", "reject", "refund", "not attending", "no asist", "rechaz", "anulad")
_WAITS = ("wait", "espera", "pending", "pendiente")


def folded(text: str) -> str:
    """Return words as they are compared: without accents, capitals, what stands in brackets, signs, and a number before them."""
    plain = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode().lower()
    outside = re.sub(r"\([^()]{0,100}\)|\[[^\[\]]{0,100}\]", " ", plain)
    return re.sub(r"^\d\s", "", " ".join(re.findall(r"[a-z0-9]+", outside if re.search(r"[a-z]", outside) else plain)))


def columns_of(headings: list[str]) -> dict[Column, int]:
    """Return which column says what. Two spellings of one thing are decided by preference, two alike for the last."""
    best: dict[Column, tuple[int, int]] = {}
    for place, heading in enumerate(headings):
        column, rank = _RANKS.get(folded(heading), (None, 0))
        if column and (column not in best or rank <= best[column][0]):
            best[column] = rank, place
    found = {column: place for column, (_rank, place) in best.items()}
    if Column.LAST in found and Column.FIRST not in found and Column.NAME in found:
        found[Column.FIRST] = found.pop(Column.NAME)  # "Nombre", "Apellidos"
    return found


def role_of(text: str) -> str:
    """Return the role that a cell names, `attendee` where it is none that we know."""
    return _ROLE_OF.get(folded(text), "attendee")


def strongest(roles: set[str]) -> str:
    """Return the one role of a person who was several."""
    return next((role for role in STRONGEST_FIRST if role in roles), "attendee")


def is_no(text: str) -> bool:
    """Tell whether this says that somebody did not come."""
    return folded(text) in _NOT_COMING


def is_yes(text: str) -> bool:
    return folded(text) in {"yes", "si", "true", "y", "1", "x", "attended", "asistio", "present", "presente"}


def status_of(text: str) -> str:
    """Return what a registration is elsewhere: `registered`, `waiting` or `cancelled`."""
    said = folded(text)
    if any(word in said for word in _NEGATIONS) or said in {"not attending", "no"}:
        return "cancelled"
    return "waiting" if any(word in said for word in _WAITS) else "registered"
