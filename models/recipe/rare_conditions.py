"""The table of rare conditions: ``python -m models.recipe.rare_conditions [LEXICONS]`` writes it anew.

It is made of Orphanet's prevalence classes (CC BY 4.0; ``diseases_orphanet.tsv`` of the lexicons). What is known to be
commoner (``common_conditions.tsv``) or is rare in Europe only is left out, and so are names that say no more than
another one and abbreviations, which mean many things.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from postlint.rules.rarity import TABLE, plain

LEXICONS: Final = Path(__file__).parents[3] / "shared" / "lexicons"
#: The classes: at most so many in a million. The last is Europe's own measure of a rare disease, 1 in 2,000.
CLASSES: Final = (1, 9, 90, 500)
_LONGEST: Final = 48
#: Genes, chromosomes and numbered types: nobody posts them, and their short names stand in the table.
_SUBTYPE: Final = re.compile(
    r"\b(?:due to|associated|related|mutation|deletion|duplication|monosomy|trisomy|tetrasomy|microdeletion"
    r"|microduplication|chromosome|ring|type|variant|form|without|with|linked|autosomal|recessive|dominant)\b|\d"
)
_ABBREVIATION: Final = re.compile(r"\S*[A-Z]\S*[A-Z]\S*")
#: Rare where Orphanet counts and common elsewhere, or known to every reader, or no diagnosis of its own.
COMMON: Final = frozenset(
    """
    malaria|tuberculosis|typhoid|typhoid fever|typhoidal salmonellosis|cholera|chikungunya|leptospirosis
    leishmaniasis|leprosy|pertussis|whooping cough|shigellosis|dengue fever|plague|brucellosis|listeriosis
    hydatid cyst|hydatid disease|hydatidosis|cystic echinococcosis|scrub typhus|tsutsugamushi disease
    tsutsugamushi fever|rheumatic fever|melioidosis|cryptococcosis|toxocariasis|trichinosis|meningococcal meningitis
    gonococcal conjunctivitis|congenital syphilis|preeclampsia|pre eclampsia|cardiogenic shock|anal fistula
    pouchitis|snakebite envenomation|paracetamol poisoning|acetaminophen poisoning|lead poisoning|lead intoxication
    mercury poisoning|mercury intoxication|saturnism|cocaine intoxication|methotrexate toxicity|perinatal hypoxia
    placental insufficiency|necrotizing enterocolitis|infective endocarditis|infectious endocarditis
    acute liver failure|glioma|glial tumor|astrocytic tumor|meningioma|adult ards|temporal arteritis|horton disease
    giant cell arteritis|trigeminal neuralgia|acoustic neuroma|acoustic neurinoma|acoustic neurilemoma
    vestibular schwannoma|benign schwannoma|hepatocellular carcinoma|esophageal carcinoma|cervical adenocarcinoma
    ovarian adenocarcinoma|hodgkin lymphoma|multiple myeloma|myelomatosis|prolactinoma|lactotroph adenoma
    immune thrombocytopenia|reactive arthritis|lyme disease|lyme borreliosis|cleft palate|cleft lip and palate
    cleft lip palate|cleft velum|down syndrome|trisomy 21|turner syndrome|postpartum psychosis|puerperal psychosis
    pudendal neuralgia|pudendal neuropathy|pudendalgia|alcock syndrome|radiation proctitis|uremic pruritus
    frontotemporal dementia|autoimmune hepatitis|bullous pemphigoid|interstitial cystitis|bronchopulmonary dysplasia
    perthes disease|osteochondritis dissecans|spring catarrh|vernal keratoconjunctivitis|atopic keratoconjunctivitis
    neovascular glaucoma|narcolepsy|gelineau disease|idiopathic bronchiectasis|idiopathic gastroparesis
    pleural empyema|invasive candidiasis|systemic candidiasis|disseminated candidiasis|best disease|job syndrome
    good syndrome|spinal cord injury|atrial septal defect|interatrial communication|follicular lymphoma
    polycythemia vera|essential thrombocythemia|acute myeloid leukemia|congenital glaucoma|congenital hydrocephalus
    hemifacial spasm|pseudotumor cerebri|rolandic epilepsy|choledochal cyst|stress cardiomyopathy
    takotsubo cardiomyopathy|takotsubo syndrome|tako tsubo cardiomyopathy|sarcoidosis|schistosomiasis
    lymphatic filariasis|onchocerciasis|strongyloidiasis|american trypanosomiasis|chagas disease
    japanese encephalitis|alpha thalassemia|beta thalassemia|clear cell renal carcinoma
    clear cell renal cell carcinoma|papillary renal cell carcinoma|papillary or follicular thyroid carcinoma
    differentiated thyroid carcinoma|childhood onset schizophrenia|acute lung injury
    moderate and severe traumatic brain injury|sepsis in premature infants
    hypoxic and ischemic brain injury in the newborn|cervical squamous cell carcinoma
    neonatal hypoxic and ischemic brain injury|myelodysplastic syndrome|autoimmune hemolytic anemia
    adult hepatocellular carcinoma|algodystrophy|causalgia|burning mouth syndrome|chronic hiccup|pseudocoma
    renal agenesis|kidney dysplasia
    """.replace("\n", "|").split("|")
)
#: Names without an estimate of their own, whose every form is rarer than this.
WHOLE: Final = {"creutzfeldt jakob disease": 9}


def rare_names(folder: Path) -> dict[str, int]:
    """Each plain name with the class of its condition; of several conditions of one name, the commonest."""
    known = dict(WHOLE)
    with (folder / "diseases_orphanet.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if not row["per_million_hi"] or row["type"] == "Category":
                continue
            most = next(most for most in CLASSES if float(row["per_million_hi"]) <= most or most == CLASSES[-1])
            if float(row["per_million_hi"]) > CLASSES[-1]:
                continue
            for name in (row["name"], *filter(None, row["synonyms"].split("|"))):
                if not _ABBREVIATION.search(name):
                    known[plain(name)] = max(most, known.get(plain(name), 0))
    for name in (*_commoner(folder), *(word.strip() for word in COMMON)):
        known.pop(plain(name), None)
    return {name: most for name, most in known.items() if _is_of_use(name, known)}


def _commoner(folder: Path) -> Iterator[str]:
    with (folder / "common_conditions.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if float(row["per_million_approx"]) > CLASSES[-1]:
                yield row["condition"]


def _is_of_use(name: str, known: dict[str, int]) -> bool:
    if not 5 <= len(name) <= _LONGEST or _SUBTYPE.search(name):
        return False
    words = name.split()
    parts = (" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    return not any(part != name and known.get(part) == known[name] and len(part) >= 5 for part in parts)


def main() -> None:
    """Write the table beside the module that reads it."""
    known = rare_names(Path(sys.argv[1]) if len(sys.argv) > 1 else LEXICONS)
    lines: list[str] = []
    for most in CLASSES:
        lines += [f"# {most}", *sorted(name for name, of in known.items() if of == most)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
