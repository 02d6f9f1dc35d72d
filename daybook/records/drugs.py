"""Medicines that a clinic in India prescribes every day, and the families that an allergy reaches across.

A help for typing and for warnings; nobody is kept from writing anything else. Families after the WHO's ATC groups
(https://atcddd.fhi.no): words as they are written in an allergy or on a prescription, brands included where the brand
is what is said. Every word is compared by its beginning ("penicillins", "sulfas"). That who is allergic to penicillins
may, seldom, react to a cephalosporin too, mostly by a like side chain: Khan DA et al., Drug allergy: A 2022 practice
parameter update, J Allergy Clin Immunol 2022;150(6):1333-1393, https://doi.org/10.1016/j.jaci.2022.08.028. It is a
note, not a ban.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """`called`: words that name the whole family in an allergy. `members`: its medicines. `near`: families in which the
    same person may react too."""

    name: str
    called: frozenset[str]
    members: frozenset[str]
    near: frozenset[str] = frozenset()


def words(text: str) -> frozenset[str]:
    """A set of words, written with spaces between them."""
    return frozenset(text.split())


FAMILIES = (
    Family(
        "penicillin",
        words(
            "penicillin pencillin penicilin beta-lactam betalactam पेनिसिलिन पेनिसिलीन पेंसिलिन పెన్సిలిన్ పెనిసిలిన్ பென்சிலின்"
        ),
        words(
            "penicillin amoxicillin amoxycillin ampicillin cloxacillin dicloxacillin flucloxacillin piperacillin"
            " benzathine phenoxymethylpenicillin amoxiclav co-amoxiclav augmentin mox novamox clavam moxikind"
            " almox ampiclox एमोक्सिसिलिन अमोक्सिसिलिन అమోక్సిసిలిన్ அமாக்சிசிலின்"
        ),
        near=frozenset({"cephalosporin"}),
    ),
    Family(
        "cephalosporin",
        words("cephalosporin cefalosporin"),
        words(
            "cefixime cefpodoxime cefuroxime cefadroxil cephalexin cefalexin cefaclor cefdinir ceftriaxone"
            " cefotaxime ceftazidime cefazolin cefepime cefoperazone taxim zifi monocef"
        ),
        near=frozenset({"penicillin"}),
    ),
    Family(
        "sulfonamide",
        words("sulfa sulpha sulfonamide sulphonamide सल्फा సల్ఫా சல்பா"),
        words(
            "sulfamethoxazole sulphamethoxazole cotrimoxazole co-trimoxazole sulfadiazine sulfasalazine sulfadoxine"
            " septran bactrim silverex"
        ),
    ),
    Family(
        "NSAID",
        words("nsaid painkiller nonsteroidal non-steroidal"),
        words(
            "aspirin acetylsalicylic ibuprofen diclofenac aceclofenac naproxen ketorolac nimesulide mefenamic"
            " etoricoxib piroxicam indomethacin indometacin celecoxib ketoprofen lornoxicam brufen combiflam"
            " voveran ecosprin disprin meftal zerodol nise एस्पिरिन ऐस्पिरिन आइबुप्रोफेन इबुप्रोफेन डाइक्लोफेनाक ఆస్పిరిన్"
            " ఇబుప్రోఫెన్ ఐబుప్రోఫెన్ డైక్లోఫెనాక్"
        ),
    ),
    Family(
        "macrolide",
        words("macrolide"),
        words("azithromycin erythromycin clarithromycin roxithromycin azithral azee"),
    ),
    Family(
        "quinolone",
        words("quinolone fluoroquinolone"),
        words(
            "ciprofloxacin ofloxacin levofloxacin norfloxacin moxifloxacin gatifloxacin prulifloxacin ciplox zenflox"
        ),
    ),
    Family("tetracycline", words("tetracycline"), words("tetracycline doxycycline minocycline doxy")),
    Family(
        "aminoglycoside",
        words("aminoglycoside"),
        words("gentamicin amikacin tobramycin streptomycin neomycin kanamycin"),
    ),
    Family(
        "nitroimidazole",
        words("nitroimidazole"),
        words("metronidazole tinidazole ornidazole secnidazole satranidazole flagyl"),
    ),
    Family(
        "opioid",
        words("opioid opiate"),
        words("morphine codeine tramadol tapentadol fentanyl pethidine buprenorphine ultracet"),
    ),
    Family(
        "ACE inhibitor",
        words("ace-inhibitor ace"),
        words("enalapril ramipril lisinopril perindopril captopril cardace"),
    ),
    Family(
        "aromatic anticonvulsant",
        words("anticonvulsant antiepileptic"),
        words(
            "phenytoin carbamazepine oxcarbazepine phenobarbital phenobarbitone lamotrigine eptoin tegretol"
        ),
    ),
    Family(
        "local anaesthetic",
        words("caine anaesthetic anesthetic"),
        words("lignocaine lidocaine bupivacaine xylocaine"),
    ),
    Family(
        "statin", words("statin"), words("atorvastatin rosuvastatin simvastatin pravastatin pitavastatin")
    ),
    Family(
        "paracetamol",
        words("paracetamol acetaminophen पैरासिटामोल पेरासिटामोल పారాసిటమాల్"),
        words("paracetamol acetaminophen crocin dolo calpol combiflam ultracet"),
    ),
)
BY_NAME = {family.name: family for family in FAMILIES}

# name: strengths, forms; what the list under the field offers.
COMMON: dict[str, tuple[str, str]] = {
    "Aceclofenac": ("100 mg", "tablet"),
    "Albendazole": ("400 mg", "tablet"),
    "Alprazolam": ("0.25 mg", "tablet"),
    "Ambroxol": ("30 mg/5 ml", "syrup"),
    "Amitriptyline": ("10 mg", "tablet"),
    "Amlodipine": ("5 mg", "tablet"),
    "Amoxicillin": ("500 mg", "capsule"),
    "Amoxicillin + clavulanic acid": ("625 mg", "tablet"),
    "Aspirin": ("75 mg", "tablet"),
    "Atenolol": ("50 mg", "tablet"),
    "Atorvastatin": ("10 mg", "tablet"),
    "Azithromycin": ("500 mg", "tablet"),
    "Betahistine": ("16 mg", "tablet"),
    "Bisoprolol": ("2.5 mg", "tablet"),
    "Budesonide": ("200 mcg", "inhaler"),
    "Calcium + vitamin D3": ("500 mg", "tablet"),
    "Carbamazepine": ("200 mg", "tablet"),
    "Cefixime": ("200 mg", "tablet"),
    "Cefpodoxime": ("200 mg", "tablet"),
    "Cefuroxime": ("500 mg", "tablet"),
    "Cetirizine": ("10 mg", "tablet"),
    "Cholecalciferol": ("60,000 IU", "capsule"),
    "Ciprofloxacin": ("500 mg", "tablet"),
    "Clopidogrel": ("75 mg", "tablet"),
    "Clotrimazole": ("1 %", "cream"),
    "Dextromethorphan": ("10 mg/5 ml", "syrup"),
    "Diclofenac": ("50 mg", "tablet"),
    "Domperidone": ("10 mg", "tablet"),
    "Doxycycline": ("100 mg", "capsule"),
    "Enalapril": ("5 mg", "tablet"),
    "Escitalopram": ("10 mg", "tablet"),
    "Etoricoxib": ("90 mg", "tablet"),
    "Ferrous ascorbate + folic acid": ("100 mg", "tablet"),
    "Fluconazole": ("150 mg", "tablet"),
    "Folic acid": ("5 mg", "tablet"),
    "Furosemide": ("40 mg", "tablet"),
    "Gabapentin": ("300 mg", "capsule"),
    "Glibenclamide": ("5 mg", "tablet"),
    "Gliclazide": ("80 mg", "tablet"),
    "Glimepiride": ("1 mg", "tablet"),
    "Hydrochlorothiazide": ("12.5 mg", "tablet"),
    "Hydroxyzine": ("25 mg", "tablet"),
    "Ibuprofen": ("400 mg", "tablet"),
    "Insulin glargine": ("100 IU/ml", "injection"),
    "Ipratropium": ("20 mcg", "inhaler"),
    "Ivermectin": ("12 mg", "tablet"),
    "Lactulose": ("10 g/15 ml", "syrup"),
    "Levocetirizine": ("5 mg", "tablet"),
    "Levofloxacin": ("500 mg", "tablet"),
    "Levothyroxine": ("50 mcg", "tablet"),
    "Lisinopril": ("5 mg", "tablet"),
    "Loperamide": ("2 mg", "capsule"),
    "Losartan": ("50 mg", "tablet"),
    "Mefenamic acid": ("500 mg", "tablet"),
    "Metformin": ("500 mg", "tablet"),
    "Methylcobalamin": ("1500 mcg", "tablet"),
    "Metoprolol": ("25 mg", "tablet"),
    "Metronidazole": ("400 mg", "tablet"),
    "Montelukast + levocetirizine": ("10 mg + 5 mg", "tablet"),
    "Mupirocin": ("2 %", "ointment"),
    "Naproxen": ("250 mg", "tablet"),
    "Nitrofurantoin": ("100 mg", "capsule"),
    "Norfloxacin": ("400 mg", "tablet"),
    "Ofloxacin": ("200 mg", "tablet"),
    "Olmesartan": ("20 mg", "tablet"),
    "Omeprazole": ("20 mg", "capsule"),
    "Ondansetron": ("4 mg", "tablet"),
    "Oral rehydration salts": ("21 g", "sachet"),
    "Pantoprazole": ("40 mg", "tablet"),
    "Paracetamol": ("650 mg", "tablet"),
    "Phenytoin": ("100 mg", "tablet"),
    "Prednisolone": ("10 mg", "tablet"),
    "Pregabalin": ("75 mg", "capsule"),
    "Propranolol": ("20 mg", "tablet"),
    "Rabeprazole": ("20 mg", "tablet"),
    "Ramipril": ("2.5 mg", "tablet"),
    "Ranitidine": ("150 mg", "tablet"),
    "Rosuvastatin": ("10 mg", "tablet"),
    "Salbutamol": ("100 mcg", "inhaler"),
    "Sertraline": ("50 mg", "tablet"),
    "Sitagliptin": ("100 mg", "tablet"),
    "Spironolactone": ("25 mg", "tablet"),
    "Sucralfate": ("1 g/10 ml", "suspension"),
    "Tamsulosin": ("0.4 mg", "capsule"),
    "Telmisartan": ("40 mg", "tablet"),
    "Teneligliptin": ("20 mg", "tablet"),
    "Theophylline": ("200 mg", "tablet"),
    "Tramadol": ("50 mg", "capsule"),
    "Tranexamic acid": ("500 mg", "tablet"),
    "Trimethoprim + sulfamethoxazole": ("800 mg + 160 mg", "tablet"),
    "Vildagliptin": ("50 mg", "tablet"),
    "Zinc": ("20 mg", "tablet"),
}
