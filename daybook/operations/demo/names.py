"""Names as people in Hyderabad have them, in Latin letters and in the script that the family writes.

Each entry of a pool is (Latin, own script). The pools are made up of common names; no list of real persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

Written = tuple[str, str]
Order = Literal["given family", "family given", "initial given"]


@dataclass(frozen=True, slots=True)
class Community:
    """`share` of the families, the `language` they speak, how often a name is kept in their own script."""

    language: str
    share: int
    own_script: float
    women: tuple[Written, ...]
    men: tuple[Written, ...]
    girls: tuple[Written, ...]
    boys: tuple[Written, ...]
    family: tuple[Written, ...]
    # How family and given name stand together, for men and for women; women may have a family name of their own.
    men_order: Order = "given family"
    women_order: Order = "given family"
    women_family: tuple[Written, ...] = ()


def pool(text: str) -> tuple[Written, ...]:
    """ "Padma పద్మ, Sai Teja సాయి తేజ": the Latin words first, then as many of the other script."""
    entries = (entry.split() for entry in text.split(","))
    return tuple((" ".join(e[: len(e) // 2]), " ".join(e[len(e) // 2 :])) for e in entries)


def latin(text: str) -> tuple[Written, ...]:
    return tuple((name.strip(), name.strip()) for name in text.split(","))


TELUGU = Community(
    "te",
    44,
    0.14,
    women=pool(
        "Lakshmi లక్ష్మి, Padma పద్మ, Sravani శ్రావణి, Bhavana భావన, Kavya కావ్య, Anusha అనూష, Swathi స్వాతి, "
        "Sunitha సునీత, Jyothi జ్యోతి, Madhavi మాధవి, Sailaja శైలజ, Vijaya విజయ, Deepika దీపిక, Harika హారిక, "
        "Mounika మౌనిక, Rajeshwari రాజేశ్వరి, Saraswathi సరస్వతి, Divya దివ్య, Padmaja పద్మజ, Sridevi శ్రీదేవి"
    ),
    men=pool(
        "Venkatesh వెంకటేష్, Suresh సురేష్, Ramesh రమేష్, Srinivas శ్రీనివాస్, Prakash ప్రకాష్, Sai Teja సాయి తేజ, "
        "Harsha హర్ష, Kiran కిరణ్, Ravi రవి, Naresh నరేష్, Mahesh మహేష్, Anil అనిల్, Krishna కృష్ణ, "
        "Satyanarayana సత్యనారాయణ, Rajesh రాజేష్, Chaitanya చైతన్య, Vamsi వంశీ, Arjun అర్జున్"
    ),
    girls=pool("Aadhya ఆద్య, Sahasra సహస్ర, Akshara అక్షర, Lasya లాస్య, Hansika హన్సిక, Sanvi సాన్వి, Navya నవ్య"),
    boys=pool("Ishaan ఇషాన్, Vihaan విహాన్, Rithvik రిత్విక్, Charan చరణ్, Advik అద్విక్, Karthikeya కార్తికేయ"),
    family=pool(
        "Naidu నాయుడు, Reddy రెడ్డి, Rao రావు, Chowdary చౌదరి, Goud గౌడ్, Yadav యాదవ్, Varma వర్మ, Raju రాజు, "
        "Prasad ప్రసాద్, Sastry శాస్త్రి, Babu బాబు, Murthy మూర్తి"
    ),
)
URDU = Community(
    "ur",
    22,
    0.05,
    women=pool(
        "Ayesha عائشہ, Zoya زویا, Salma سلمیٰ, Nazia نازیہ, Rukhsana رخسانہ, Shabana شبانہ, Fareeda فریدہ, Asma اسماء"
    ),
    men=pool(
        "Imran عمران, Arif عارف, Sameer سمیر, Farhan فرحان, Ibrahim ابراہیم, Yousuf یوسف, Asif آصف, Khaleel خلیل"
    ),
    girls=pool("Zainab زینب, Inaya عنایہ, Maryam مریم, Hafsa حفصہ"),
    boys=pool("Ayaan ایان, Hamza حمزہ, Zayd زید, Rayyan ریان"),
    family=pool("Mohammed محمد, Syed سید, Shaikh شیخ, Mirza مرزا"),
    men_order="family given",
    women_family=pool("Begum بیگم, Fatima فاطمہ, Sultana سلطانہ, Khatoon خاتون"),
)
HINDI = Community(
    "hi",
    16,
    0.16,
    women=pool(
        "Sunita सुनीता, Anita अनीता, Pooja पूजा, Neha नेहा, Rekha रेखा, Kavita कविता, Shanti शांति, Usha उषा"
    ),
    men=pool(
        "Rahul राहुल, Amit अमित, Sanjay संजय, Vikas विकास, Rakesh राकेश, Mohan मोहन, Deepak दीपक, Manoj मनोज"
    ),
    girls=pool("Anaya अनाया, Diya दिया, Myra मायरा, Kiara कियारा"),
    boys=pool("Aarav आरव, Kabir कबीर, Vivaan विवान, Reyansh रेयांश"),
    family=pool(
        "Sharma शर्मा, Verma वर्मा, Gupta गुप्ता, Agarwal अग्रवाल, Jain जैन, Mishra मिश्रा, Singh सिंह, Patel पटेल"
    ),
)
TAMIL = Community(
    "ta",
    9,
    0.12,
    women=pool("Meenakshi மீனாட்சி, Kamala கமலா, Revathi ரேவதி, Nithya நித்யா, Selvi செல்வி, Kavitha கவிதா"),
    men=pool("Karthik கார்த்திக், Murugan முருகன், Senthil செந்தில், Balaji பாலாஜி, Arun அருண், Venkatesan வெங்கடேசன்"),
    girls=pool("Nila நிலா, Iniya இனியா, Yazhini யாழினி"),
    boys=pool("Kavin கவின், Iniyan இனியன், Pugazh புகழ்"),
    family=pool("R. ஆர்., S. எஸ்., K. கே., M. எம்., V. வி., P. பி."),
    men_order="initial given",
    women_order="initial given",
)
CHRISTIAN = Community(
    "en",
    9,
    0.0,
    women=latin("Grace, Mary, Sharon, Priscilla, Ruth, Blessy, Esther, Sheela"),
    men=latin("Joseph, Samuel, John, David, Daniel, Prabhakar, Vijay, Philip"),
    girls=latin("Jerusha, Hannah, Angel, Rachel"),
    boys=latin("Joel, Aaron, Nathan, Ethan"),
    family=latin("Thomas, Paul, Mathew, George, Raj, Fernandes, Sunder, Isaac"),
)
COMMUNITIES = (TELUGU, URDU, HINDI, TAMIL, CHRISTIAN)


def join(community: Community, sex: str, given: Written, family: Written, own_family: Written) -> Written:
    """A whole name in both scripts; `own_family` is what a woman has instead of `family`, where that is so."""
    order = community.men_order if sex == "male" else community.women_order
    last = own_family if sex == "female" and community.women_family else family
    parts = (given, last) if order == "given family" else (last, given)
    return " ".join(part[0] for part in parts), " ".join(part[1] for part in parts)


def some_community(random: Random) -> Community:
    return random.choices(COMMUNITIES, [one.share for one in COMMUNITIES])[0]
