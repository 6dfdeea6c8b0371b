"""The identifiers of ESPD-EDM 4.1.0, written out: a slip in `criteria.toml` would make a file that nobody else reads.

They were compared one by one with the sample that the Publications Office ships with the model.
"""

import pytest

from suppliers.declarations.criteria import Criterion, Group, criteria

IDENTIFIERS = {
    "C1_EG_crime-org": "005eb9ed-1347-4ca3-bb29-9bc0db64e1ab",
    "C2_EG_corruption": "c27b7c4e-c837-4529-b867-ed55ce639db5",
    "C3_EG_fraud": "297d2323-3ede-424e-94bc-a91561e6f320",
    "C4_EG_terr-offence": "d486fb70-86b3-4e75-97f2-0d71b5697c7d",
    "C5_EG_finan-laund": "47112079-6fec-47a3-988f-e561668c3aef",
    "C6_EG_human-traffic": "d789d01a-fe03-4ccd-9898-73f9cfa080d1",
    "C7_EG_tax-pay": "b61bbeb7-690e-4a40-bc68-d6d4ecfaa3d4",
    "C8_EG_socsec-pay": "7d85e333-bbab-49c0-be8d-c36d71a72f5e",
    "C9_EG_envir-law": "a80ddb62-d25b-4e4e-ae22-3968460dc0a9",
    "C10_EG_socsec-law": "a261a395-ed17-4939-9c75-b9ff1109ca6e",
    "C11_EG_labour-law": "a34b70d6-c43d-4726-9a88-8e2b438424bf",
    "C12_EG_bankruptcy": "d3732c09-7d62-4edc-a172-241da6636e7c",
    "C13_EG_insolvency": "396f288a-e267-4c20-851a-ed4f7498f137",
    "C14_EG_cred-arran": "68918c7a-f5bc-4a1a-a62f-ad8983600d48",
    "C15_EG_bankr-nat": "daffa2a9-9f8f-4568-8be8-7b8bf306d096",
    "C16_EG_liq-admin": "8fda202a-0c37-41bb-9d7d-de3f49edbfcb",
    "C17_EG_susp-act": "166536e2-77f7-455c-b018-70582474e4f6",
    "C18_EG_prof-misconduct": "514d3fde-1e3e-4dcd-b02a-9f984d5bbda3",
    "C19_EG_distorsion": "56d13e3d-76e8-4f23-8af6-13e60a2ee356",
    "C22_EG_sanction": "3293e92b-7f3e-42f1-bee6-a7641bb04251",
    "C20_EG_partic-confl": "b1b5ac18-f393-4280-9659-1367943c1a2e",
    "C21_EG_prep-confl": "61874050-5130-4f1c-a174-720939c7b483",
    "C23_EG_misrepresent": "696a75b2-6107-428f-8b74-82affb67e184",
    "C24_EG_nati-ground": "63adb07d-db1b-4ef0-a14e-a99785cf8cf6",
    "C25_SC_prof-regist": "6ee55a59-6adb-4c3a-b89f-e62a7ad7be7f",
    "C26_SC_trade-regist": "87b3fa26-3549-4f92-b8e0-3fd8f04bf5c7",
    "C29_SC_gen-year-to": "499efc97-2ac1-4af2-9e84-323c2ca67747",
    "C35_SC_indem-insu": "7604bd40-4462-4086-8763-a50da51a869c",
    "C50_SC_year-manpower": "1f49b3f0-d50f-43f6-8b30-4bafab108b9b",
    "C49_SC_manage-staff": "6346959b-e097-4ea1-89cd-d1b4c131ea4d",
    "C37_SC_work-perform": "cdd3bb3e-34a5-43d5-b668-2aab86a73822",
    "C38_SC_supply-perform": "3a18a175-1863-4b1d-baef-588ce61960ca",
    "C39_SC_service-perform": "5e506c16-26ab-4e32-bb78-b27f87dc0565",
    "C55_SC_qu-certif-indep": "d726bac9-e153-4e75-bfca-c5385587766d",
    "C56_SC_envir-certif-indep": "8ed65e48-fd0d-444f-97bd-4f58da632999",
}
QUESTIONS = {
    "C1_EG_crime-org/QG1/Q1": ("INDICATOR", "answer"),
    "C1_EG_crime-org/QG1/QSG1/Q1": ("DATE", "date"),
    "C1_EG_crime-org/QG1/QSG1/Q2": ("DESCRIPTION", "facts"),
    "C1_EG_crime-org/QG1/QSG1/Q3": ("DESCRIPTION", "who"),
    "C1_EG_crime-org/QG1/QSG1/Q4": ("PERIOD", "period"),
    "C1_EG_crime-org/QG1/QSG1/QSG1/Q1": ("INDICATOR", "?measures"),
    "C1_EG_crime-org/QG1/QSG1/QSG1/QSG1/Q1": ("DESCRIPTION", "measures"),
    "C7_EG_tax-pay/RG1/QSG1/Q1": ("INDICATOR", "answer"),
    "C7_EG_tax-pay/RG1/QSG1/QSG1/Q1": ("CODE_COUNTRY", "country"),
    "C7_EG_tax-pay/RG1/QSG1/QSG1/Q2": ("AMOUNT", "amount"),
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/Q1": ("INDICATOR", "?means"),
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/QSG1/Q1": ("DESCRIPTION", "means"),
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/QSG2/Q1": ("INDICATOR", "?date"),
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/QSG2/QSG1/Q1": ("DATE", "date"),
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/QSG2/QSG1/Q2": ("PERIOD", "period"),
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/QSG3/Q1": ("INDICATOR", "?measures"),
    "C7_EG_tax-pay/RG1/QSG1/QSG1/QSG1/QSG3/QSG1/Q1": ("DESCRIPTION", "measures"),
    "C9_EG_envir-law/QG1/Q1": ("INDICATOR", "answer"),
    "C9_EG_envir-law/QG1/QSG1/Q1": ("INDICATOR", "?measures"),
    "C9_EG_envir-law/QG1/QSG1/QSG1/Q1": ("DESCRIPTION", "measures"),
    "C12_EG_bankruptcy/QG1/Q1": ("INDICATOR", "answer"),
    "C12_EG_bankruptcy/QG1/QSG1/Q1": ("DESCRIPTION", "facts"),
    "C12_EG_bankruptcy/QG1/QSG1/Q2": ("DESCRIPTION", "able"),
    "C18_EG_prof-misconduct/QG1/Q1": ("INDICATOR", "answer"),
    "C18_EG_prof-misconduct/QG1/QSG1/Q1": ("DESCRIPTION", "facts"),
    "C18_EG_prof-misconduct/QG1/QSG1/QSG1/Q1": ("INDICATOR", "?measures"),
    "C18_EG_prof-misconduct/QG1/QSG1/QSG1/QSG1/Q1": ("DESCRIPTION", "measures"),
    "C20_EG_partic-confl/QG1/Q1": ("INDICATOR", "answer"),
    "C20_EG_partic-confl/QG1/QSG1/Q1": ("DESCRIPTION", "facts"),
    "C23_EG_misrepresent/QG1/Q1": ("INDICATOR", "answer"),
    "C24_EG_nati-ground/QG1/QSG1/Q1": ("INDICATOR", "answer"),
    "C25_SC_prof-regist/RG1/RSG1/QSG2/Q1": ("INDICATOR", "answer"),
    "C25_SC_prof-regist/RG1/RSG1/QSG2/QSG1/Q1": ("DESCRIPTION", "number"),
    "C25_SC_prof-regist/RG1/RSG1/QSG2/QSG2/Q1": ("DESCRIPTION", "why"),
    "C29_SC_gen-year-to/RG1/RSG1/QSG2/Q1": ("PERIOD", "period"),
    "C29_SC_gen-year-to/RG1/RSG1/QSG2/Q2": ("AMOUNT", "amount"),
    "C35_SC_indem-insu/RG1/RSG1/QSG2/Q1": ("AMOUNT", "amount"),
    "C50_SC_year-manpower/RG1/RSG1/QSG2/Q1": ("QUANTITY_YEAR", "year"),
    "C50_SC_year-manpower/RG1/RSG1/QSG2/Q2": ("QUANTITY_INTEGER", "people"),
    "C37_SC_work-perform/RG1/RSG1/QSG2/QSG1/Q1": ("DESCRIPTION", "work"),
    "C37_SC_work-perform/RG1/RSG1/QSG2/QSG1/Q2": ("AMOUNT", "amount"),
    "C37_SC_work-perform/RG1/RSG1/QSG2/QSG1/Q5": ("PERIOD", "period"),
    "C37_SC_work-perform/RG1/RSG1/QSG2/QSG1/QSG1/Q1": ("DESCRIPTION", "recipient"),
    "C55_SC_qu-certif-indep/RG1/RSG1/QSG2/Q1": ("INDICATOR", "answer"),
    "C55_SC_qu-certif-indep/RG1/RSG1/QSG2/QSG1/Q1": ("DESCRIPTION", "why"),
}
SECOND = ["corruption", "socsec-pay", "socsec-law", "insolvency", "distorsion", "prep-confl", "trade-regist"]


def questions_of(criterion: Criterion) -> dict[str, tuple[str, str]]:
    asked = criterion.group.walk()
    return {f"{criterion.tag}/{one.path}": (one.kind.value, one.name or f"?{one.follows}") for one in asked}


def groups_of(group: Group) -> list[Group]:
    return [group, *(below for each in group.groups for below in groups_of(each))]


def test_every_criterion_has_the_identifier_of_the_model():
    assert {criterion.tag: criterion.identifier for criterion in criteria().values()} == IDENTIFIERS


@pytest.mark.parametrize("code", ["crime-org", "tax-pay", "envir-law", "bankruptcy", "prof-misconduct", "partic-confl",
                                  "misrepresent", "nati-ground", "prof-regist", "gen-year-to", "indem-insu",
                                  "year-manpower", "work-perform", "qu-certif-indep"])  # fmt: skip
def test_every_question_stands_where_the_model_has_it(code: str):
    criterion = criteria()[code]
    assert questions_of(criterion) == {
        path: asked for path, asked in QUESTIONS.items() if path.startswith(f"{criterion.tag}/")
    }


@pytest.mark.parametrize("code", SECOND)
def test_criteria_of_one_shape_ask_the_same_under_their_own_names(code: str):
    criterion = criteria()[code]
    first = next(one for one in criteria().values() if one.shape == criterion.shape)
    assert first != criterion
    renamed = {path.replace(first.tag, criterion.tag): asked for path, asked in questions_of(first).items()}
    assert questions_of(criterion) == renamed


@pytest.mark.parametrize("code", criteria())
def test_a_shape_is_a_tree_in_which_every_line_has_its_place(code: str):
    groups = groups_of(criteria()[code].group)
    paths = [group.path for group in groups] + [one.path for group in groups for one in group.questions]
    assert len(paths) == len(set(paths))
    assert {group.type for group in groups} <= {"ON*", "ONTRUE", "ONFALSE"}
    assert sum(group.repeats for group in groups) <= 1
    for group in groups:
        assert all(one.path.rpartition("/")[0] == group.path for one in group.questions)
        assert all(below.path.rpartition("/")[0] == group.path for below in group.groups)
        if any(below.type != "ON*" for below in group.groups):
            assert [one.kind for one in group.questions].count("INDICATOR") == 1


@pytest.mark.parametrize("code", criteria())
def test_what_follows_from_an_answer_follows_from_one_of_the_same_criterion(code: str):
    criterion = criteria()[code]
    asked = list(criterion.group.walk())
    assert {one.follows for one in asked if one.follows} <= set(criterion.questions())
    assert len(criterion.questions()) == len([one for one in asked if one.name])
