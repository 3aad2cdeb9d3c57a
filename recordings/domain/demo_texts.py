"""What the demo says, in both languages. Titles, links, outlets and dates are facts of a public page; the words are our own."""

from collections.abc import Mapping
from datetime import date

from events_service.events.domain.speaking import SpeakerLine
from events_service.events.models import Precision

SERIES = {
    "slug": "solidarity-economics",
    "title_en": "Solidarity Economics",
    "title_es": "Economía solidaria",
    "text_en": (
        "Two institutes think out loud, with the people who keep the economy going, about one that includes everybody.\n\n"
        "Come to one conversation or to all of them. What is said stays here: to watch, to read, to argue with."
    ),
    "text_es": (
        "Dos institutos piensan en voz alta, junto con la gente que sostiene la economía, en una que incluya a todo el mundo.\n\n"
        "Puedes venir a una conversación o a todas. Lo que se dice queda aquí: para verlo, leerlo y discutirlo."
    ),
}

PAST = {
    "source_key": "demo-past-webinar",
    "title_en": "Webinar: Solidarity Economics: OUR Movement, OUR Economy",
    "title_es": "Webinario: Economía solidaria: NUESTRO movimiento, NUESTRA economía",
    "summary_en": "Policy advocates and movement leaders talk about a book: why mutuality matters, and what follows from it.",
    "summary_es": "Una conversación sobre un libro, desde la política pública y los movimientos: por qué importa la mutualidad.",
    "text_en": (
        "The starting point is "
        "[*Solidarity Economics: Why Mutuality and Movements Matter*](https://solidarityeconomics.org/se-book/) "
        "by Chris Benner and Manuel Pastor."
    ),
    "text_es": (
        "El punto de partida es "
        "[*Solidarity Economics: Why Mutuality and Movements Matter*](https://solidarityeconomics.org/se-book/), "
        "de Chris Benner y Manuel Pastor."
    ),
    "language": "en",
    "kind": "webinar",
}
RECORDING = "https://youtu.be/hK4I3UEKcEs"
RECAP = {
    "url": "https://transform.ucsc.edu/past-event-solidarity-economics/",
    "text_en": (
        "People from policy and from movements talked about the book and what it asks of us: to start from *our* economy, "
        "to build on the mutuality that is at work in it already, and to see why change takes movements.\n\n"
        "The hosts’ own recap tells more; the recording has all of it."
    ),
    "text_es": (
        "Gente de la política pública y de los movimientos conversó sobre el libro y lo que nos pide: partir de *nuestra* economía, "
        "construir sobre la mutualidad que ya actúa en ella y ver por qué el cambio necesita movimientos.\n\n"
        "El resumen de quienes organizaron cuenta más; la grabación lo tiene todo."
    ),
}

COMING: tuple[Mapping[str, object], ...] = (
    {
        "source_key": "demo-our-economy",
        "title_en": "It is our economy",
        "title_es": "Es nuestra economía",
        "summary_en": "Who made the rules we live by, and how could we make others?",
        "summary_es": "¿Quién hizo las reglas con las que vivimos y cómo podríamos hacer otras?",
        "text_en": (
            "Markets did not fall from the sky. People, organizations and institutions made them, so they carry the values of "
            "whoever had a say.\n\n"
            "We look at three rules that could be otherwise, and at who is already changing them. Bring a question."
        ),
        "text_es": (
            "Los mercados no cayeron del cielo. Los hicieron personas, organizaciones e instituciones, y por eso llevan los valores "
            "de quienes pudieron decidir.\n\n"
            "Veremos tres reglas que podrían ser otras y quiénes ya las están cambiando. Trae una pregunta."
        ),
        "language": "en",
        "kind": "webinar",
    },
    {
        "source_key": "demo-care",
        "title_en": "Care is economy too",
        "title_es": "Cuidar también es economía",
        "summary_en": "A conversation in Spanish about the work that holds up all other work.",
        "summary_es": "Una conversación en español sobre el trabajo que sostiene todos los demás.",
        "text_en": (
            "Looking after children, elders and neighbors is counted almost nowhere, and nothing runs without it.\n\n"
            "We talk about what changes once it counts. The conversation is in Spanish."
        ),
        "text_es": (
            "Cuidar a la niñez, a las personas mayores y al vecindario no se cuenta casi en ninguna parte, "
            "y nada funciona sin ello.\n\n"
            "Hablaremos de lo que cambia cuando sí cuenta. La conversación es en español."
        ),
        "language": "es",
        "kind": "conversation",
    },
    {
        "source_key": "demo-movements",
        "title_en": "Why movements matter",
        "title_es": "Por qué importan los movimientos",
        "summary_en": "A workshop, in the room and online: from a shared story to a first step.",
        "summary_es": "Un taller, en la sala y en línea: de una historia compartida a un primer paso.",
        "text_en": (
            "Some gain from how things are, so a better economy does not come by itself. In small groups we work out what a first "
            "step looks like where you live.\n\n"
            "There are 50 places. If they are taken, join the waiting list: a place given back goes to the next."
        ),
        "text_es": (
            "Hay quien gana con que todo siga igual, así que una economía mejor no llega sola. En grupos pequeños buscaremos cómo "
            "es un primer paso donde vives.\n\n"
            "Hay 50 lugares. Si están ocupados, entra en la lista de espera: un lugar devuelto pasa a quien sigue."
        ),
        "language": "en",
        "kind": "workshop",
        "presence": "hybrid",
        "place": "Community Hall, 1 Example Street, Los Angeles",
        "capacity": 50,
    },
)

SPEAKERS = {
    "en": [
        SpeakerLine("Movement organizer", "Name to be announced"),
        SpeakerLine("Research team", "Equity Research Institute", role="moderator"),
    ],
    "es": [
        SpeakerLine("Voz de los movimientos", "Nombre por anunciar"),
        SpeakerLine("Equipo de investigación", "Institute for Social Transformation", role="moderator"),
    ],
}

_FORBES = "https://www.forbes.com/sites/morgansimon/2020/06/22/"
ARTICLES: tuple[Mapping[str, object], ...] = (
    {
        "title": "Scaling Economic Solidarity: The Pandemic, Nonprofits, and Power",
        "url": "https://nonprofitquarterly.org/scaling-economic-solidarity-the-pandemic-nonprofits-and-power/",
        "outlet": "The Nonprofit Quarterly",
        "precision": Precision.DAY,
        "published_on": date(2020, 4, 20),
    },
    {
        "title": "Solidarity Economics—for the Coronavirus Crisis and Beyond",
        "url": "https://prospect.org/economy/solidarity-economics-for-the-coronavirus-crisis-and-beyond/",
        "outlet": "The American Prospect",
        "precision": Precision.DAY,
        "published_on": date(2020, 3, 23),
    },
    {
        "title": "What’s Next? Envisioning An Equitable Economy Post Covid-19 & Systemic Racism With Dr. Manuel Pastor",
        "url": f"{_FORBES}whats-next-envisioning-an-equitable-economy-post-covid-19--systemic-racism-with-dr-manuel-pastor/",
        "outlet": "Forbes.com",
        "precision": Precision.MONTH,
        "published_on": date(2020, 6, 1),
        "authors": "Morgan Simon",
    },
)
