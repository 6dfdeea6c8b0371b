"""Invented papers, complete: every place of every document is filled, so that a test sees what is not printed."""

from datetime import UTC, date, datetime
from decimal import Decimal

from procurement.paper import Check, Lot, Money, Party, Replaces, Signatory
from tenders.bids.papers import OpenedBid, Opener, OpeningRecordPaper, ReceiptPaper, SealedFile, StaysSealed
from tenders.decisions.papers import DecisionPaper, LetterPaper, LotLetter, OwnScore
from tenders.evaluation import facts
from tenders.evaluation.papers import EvaluatedLot, EvaluationReportPaper, PanelMember

BUYER = Party("Ville d’Exemple", ("Place du Parvis 1", "0000 Exemple"), "BE 0000.000.097", "marches@ville.example")
CLARTE = Party("Clarté Imaginaire SA", ("Rue de l’Invention 12", "0001 Exemple-lez-Rivière"), "BE 0000.000.196")
LUMIERE = Party("Lumière Fictive SRL", ("Quai du Songe 3", "0002 Val-Inventé"), "BE 0000.000.295")
LAMPEN = Party(
    "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH",
    ("Musterstraße 5", "00003 Beispielhausen"),
    "DE 000000394",
)
LOT = Lot("1", "Luminaires et pose")
SECOND = Lot("2", "Régulation et entretien")
MADE = datetime(2027, 6, 9, 8, 12, 45, tzinfo=UTC)
FRAME = {
    "buyer": BUYER,
    "department": "Service des marchés publics",
    "place": "Exemple",
    "reference": "2027-0042",
    "tender": "Rénovation de l’éclairage de trois écoles",
    "made_at": MADE,
    "time_zone": "Europe/Brussels",
    "check": Check("7K4M-29QD", "https://parvis.example/v/7K4M-29QD"),
    "replaces": Replaces("3F8H-11ZX", date(2027, 6, 7)),
}
TIMETABLE = facts.Timetable(
    stages=(
        facts.StageDates("Ouverture des offres", date(2027, 4, 15), date(2027, 4, 15), date(2027, 4, 15)),
        facts.StageDates("Évaluation", date(2027, 5, 7), date(2027, 5, 19), date(2027, 5, 18)),
        facts.StageDates("Décision", date(2027, 5, 28), date(2027, 6, 2), date(2027, 6, 8)),
        facts.StageDates("Contrat", date(2027, 6, 23), date(2027, 6, 28), None),
    ),
    pauses=(facts.PauseDates("Clarification", "loi du 17 juin 2016, art. 66", date(2027, 4, 26), date(2027, 4, 28)),),
)
STANDSTILL = facts.Standstill(
    15, date(2027, 6, 10), date(2027, 6, 24), date(2027, 6, 25), "loi du 17 juin 2013, art. 11"
)
REMEDIES = facts.Remedies(
    body="Instance de recours d’Exemple",
    address="rue du Droit 1, 0000 Exemple",
    periods=(
        "Demande de suspension : dans les 15 jours de la communication de la présente décision.",
        "Recours en annulation : dans les 60 jours de la communication de la présente décision.",
    ),
    source="Loi du 17 juin 2013, art. 14, 15 et 23",
    version="BE 2026-11",
    last_days=(facts.LastDay("Recours en annulation", date(2027, 8, 9)),),
)
CRITERIA = (
    facts.Criterion("Prix", Decimal(60), "Le prix total hors TVA, par la formule publiée."),
    facts.Criterion("Phasage", Decimal(20), "Le phasage suit les horaires de chaque école."),
    facts.Criterion("Lumière", Decimal(12), "L’éblouissement mesuré dans les classes."),
    facts.Criterion("Reprise", Decimal(8), "La reprise de l’ancien matériel."),
)
REASONS = (
    "Votre prix est de 167 510,00 €, soit 4,5 % de plus que le plus bas.",
    "L’école du Pont n’est pas traitée pendant le congé de printemps (point 4.2).",
    "Vos mesures d’éblouissement sont les plus basses des trois offres.",
    "Filière de réemploi décrite, sans preuve de capacité.",
)
SIGNATORY = Signatory("Anne Modèle", "directrice générale", BUYER.name, MADE)
REJECTED = facts.RejectedBid(
    LAMPEN,
    phase="Examen de la régularité des offres",
    rule="Cahier des charges, point 3.1 : l’offre est signée par une personne qui peut engager la société.",
    facts="L’offre est signée par un employé sans mandat ; le mandat demandé le 20 avril n’a pas été remis.",
    abnormally_low=True,
    bid_number="B-7K3F-92QX",
)
INQUIRY = facts.Inquiry(
    LAMPEN,
    asked_on=date(2027, 4, 20),
    answered_on=date(2027, 4, 27),
    test="40 % sous la moyenne.",
    conclusion="La réponse n’explique pas le prix des luminaires.",
    accepted=False,
)


def scores(*points: str) -> tuple[facts.Score, ...]:
    """Points for the four criteria, with their reasons."""
    return tuple(
        facts.Score(criterion.name, Decimal(value), criterion.weight, reason)
        for criterion, value, reason in zip(CRITERIA, points, REASONS, strict=True)
    )


RANKING = (
    facts.RankedBid(
        LUMIERE, 1, Decimal("90.0"), scores("60.0", "15.0", "9.0", "6.0"), Money(Decimal("160280.00")), "B-2222-AAAA"
    ),
    facts.RankedBid(
        CLARTE, 2, Decimal("83.4"), scores("57.4", "10.0", "10.0", "6.0"), Money(Decimal("167510.00")), "B-3333-BBBB"
    ),
)
WINNER = facts.Winner(LUMIERE, Decimal("90.0"), Money(Decimal("160280.00")))
ADVANTAGES = "Elle couvre les trois écoles, congé de printemps compris, et rend chaque classe nettoyée avant 7 h 30."


def receipt(language: str = "fr", **changes) -> ReceiptPaper:
    """A receipt for one lot and two files."""
    values = {
        "supplier": CLARTE,
        "bid_number": "B-3333-BBBB",
        "round": "offres",
        "lots": (LOT, SECOND),
        "deadline": datetime(2027, 4, 15, 8, tzinfo=UTC),
        "first_upload_at": datetime(2027, 4, 12, 15, 8, 1, tzinfo=UTC),
        "submitted_at": datetime(2027, 4, 13, 14, 52, 7, tzinfo=UTC),
        "manifest_sha256": "7e90b974ef38cd9c70ec92e8" * 2 + "00112233445566aa",
        "files": (
            SealedFile("note-technique-lot1.pdf", 2_100_345, "32edaef92385ad4bf772bffb" * 2 + "99887766554433bb"),
            SealedFile("plan-entretien-2027-2032.pdf", 1_300_001, "5b750abaa81561b6bda47171" * 2 + "aabbccddeeff0011"),
        ),
        "log_digest": "ab12" * 16,
        "portal_key": "cd34" * 16,
        "signature": "ef56" * 32,
    }
    return ReceiptPaper(language=language, **{**FRAME, **values, **changes})


def opening_record(language: str = "fr", **changes) -> OpeningRecordPaper:
    """An opening with two bids, one of them with a defect, and a withdrawn one."""
    submitted = datetime(2027, 4, 13, 14, 52, 7, tzinfo=UTC)
    values = {
        "round": "offres",
        "envelope": "l’offre entière",
        "deadline": datetime(2027, 4, 15, 8, tzinfo=UTC),
        "opened_at": datetime(2027, 4, 15, 8, 31, 12, tzinfo=UTC),
        "opened_by": (Opener("Claire Modèle", "présidente"), Opener("Marc Fictif", "membre")),
        "quorum": 2,
        "committee": 3,
        "bids": (
            OpenedBid("B-2222-AAAA", LUMIERE, (LOT,), submitted, "7e90b974ef38cd9c" * 4, 3),
            OpenedBid(
                "B-7K3F-92QX", LAMPEN, (LOT, SECOND), submitted, "32edaef92385ad4b" * 4, 2, "Fichier 2 illisible."
            ),
        ),
        "stay_sealed": (StaysSealed("B-9999-CCCC", "retirée le 14 avril"),),
        "remarks": ("Aucun soumissionnaire n’a assisté à la séance.",),
    }
    return OpeningRecordPaper(language=language, **{**FRAME, **values, **changes})


def evaluation_report(language: str = "fr", **changes) -> EvaluationReportPaper:
    """A report over two lots, with a conflict that was handled and a price that was looked into."""
    values = {
        "subject": "Fourniture et pose de luminaires dans trois écoles",
        "value": Money(Decimal("246000.00")),
        "procedure": "Procédure ouverte",
        "legal_ground": "Loi du 17 juin 2016, art. 36",
        "bids_received": 3,
        "candidates": (
            facts.Candidate(CLARTE, selected=True),
            facts.Candidate(LAMPEN, False, "Point 2.1.", "Sans bilan."),
        ),
        "panel": (PanelMember("Claire Modèle", "présidente"), PanelMember("Marc Fictif", "évaluateur")),
        "conflicts": (
            facts.Conflict("Marc Fictif", "évaluateur", date(2027, 4, 16)),
            facts.Conflict(
                "Jean Témoin", "expert", date(2027, 4, 17), "Ancien salarié de Lumière Fictive.", "Remplacé."
            ),
        ),
        "lots": (
            EvaluatedLot(lot=LOT, criteria=CRITERIA, ranking=RANKING, rejected=(REJECTED,), inquiries=(INQUIRY,)),
            EvaluatedLot(lot=SECOND, criteria=CRITERIA[:2], ranking=()),
        ),
        "timetable": TIMETABLE,
        "concluded_on": date(2027, 5, 18),
        "rule_pack": "BE 2026-11",
    }
    return EvaluationReportPaper(language=language, **{**FRAME, **values, **changes})


def decision(language: str = "fr", **changes) -> DecisionPaper:
    """The award of lot 1."""
    values = {
        "lot": LOT,
        "outcome": "award",
        "subject": "Fourniture et pose de luminaires dans trois écoles",
        "value": Money(Decimal("184000.00")),
        "procedure": "Procédure ouverte",
        "legal_ground": "Loi du 17 juin 2016, art. 36",
        "notice": "000000-2027",
        "bids_received": 3,
        "candidates": (
            facts.Candidate(CLARTE, selected=True),
            facts.Candidate(LAMPEN, False, "Point 2.1.", "Sans bilan."),
        ),
        "criteria": CRITERIA,
        "ranking": RANKING,
        "rejected": (REJECTED,),
        "inquiries": (INQUIRY,),
        "winners": (WINNER,),
        "advantages": ADVANTAGES,
        "grounds": "Le collège fait sien le rapport du comité d’évaluation.",
        "timetable": TIMETABLE,
        "standstill": STANDSTILL,
        "remedies": REMEDIES,
        "signatory": SIGNATORY,
        "rule_pack": "BE 2026-11",
    }
    return DecisionPaper(language=language, **{**FRAME, **values, **changes})


def lost(lot: Lot = LOT) -> LotLetter:
    """What the second of three is told."""
    return LotLetter(
        lot=lot,
        outcome="loser",
        remedies=REMEDIES,
        standstill=STANDSTILL,
        rank=2,
        ranked=3,
        total=Decimal("83.4"),
        winner_total=Decimal("90.0"),
        maximum=Decimal(100),
        price=Money(Decimal("167510.00")),
        scores=tuple(
            OwnScore(score, winner.points) for score, winner in zip(RANKING[1].scores, RANKING[0].scores, strict=True)
        ),
        winners=(WINNER,),
        advantages=ADVANTAGES,
    )


def won(lot: Lot = LOT) -> LotLetter:
    """What the winner is told."""
    return LotLetter(
        lot=lot,
        outcome="winner",
        remedies=REMEDIES,
        standstill=STANDSTILL,
        rank=1,
        ranked=3,
        total=Decimal("90.0"),
        maximum=Decimal(100),
        price=Money(Decimal("160280.00")),
        scores=tuple(OwnScore(score, None) for score in RANKING[0].scores),
        advantages=ADVANTAGES,
        follows=("Vos preuves ont été demandées et vérifiées.", "Le contrat vous sera envoyé le 25 juin 2027."),
    )


def rejected(lot: Lot = LOT) -> LotLetter:
    """What a bidder whose bid was rejected is told."""
    return LotLetter(lot=lot, outcome="rejected", remedies=REMEDIES, standstill=STANDSTILL, rejection=REJECTED)


def ended(outcome: str, lot: Lot = LOT) -> LotLetter:
    """What every bidder is told when there is no award, or a cancellation."""
    return LotLetter(
        lot=lot,
        outcome=outcome,
        remedies=REMEDIES,
        reason="les crédits sont insuffisants",
        grounds="La plus basse des offres dépasse l’estimation de 41 %.",
    )


def letter(*lots: LotLetter, language: str = "fr", **changes) -> LetterPaper:
    """A letter to the firm with the longest name, about these lots."""
    values = {
        "recipient": CLARTE,
        "attention": "À l’attention de M. Jean Imaginaire",
        "channel": "Notification électronique",
        "lots": lots or (lost(),),
        "timetable": TIMETABLE,
        "contact": "marches@ville.example",
        "signatory": SIGNATORY,
        "rule_pack": "BE 2026-11",
    }
    return LetterPaper(language=language, **{**FRAME, **values, **changes})
