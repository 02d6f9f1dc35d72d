"""What is said to a patient about taking a medicine, in the languages that clinics here prescribe in.

A small set that covers most lines; anything else is typed. The same phrase has the same place in every language, so
that a repeated prescription can be said again in another one.
"""

PHRASES: dict[str, tuple[str, ...]] = {
    "en": (
        "After food",
        "Before food",
        "With plenty of water",
        "At bedtime",
        "Only when needed",
        "Only when there is fever",
        "Only when there is pain",
        "Finish the whole course",
        "Do not stop without asking",
        "Dissolve in water",
        "Shake well before use",
        "Apply a thin layer outside only",
        "Rinse the mouth afterwards",
        "Do not drive after taking it",
        "Once a week, on the same day",
    ),
    "hi": (
        "खाने के बाद",
        "खाने से पहले",
        "खूब पानी के साथ",
        "सोते समय",
        "केवल ज़रूरत पड़ने पर",
        "केवल बुखार होने पर",
        "केवल दर्द होने पर",
        "पूरा कोर्स लें",
        "बिना पूछे बंद न करें",
        "पानी में घोलकर लें",
        "लेने से पहले अच्छी तरह हिलाएँ",
        "केवल बाहर पतली परत लगाएँ",
        "बाद में कुल्ला करें",
        "लेने के बाद गाड़ी न चलाएँ",
        "सप्ताह में एक बार, उसी दिन",
    ),
    "te": (
        "భోజనం తర్వాత",
        "భోజనానికి ముందు",
        "ఎక్కువ నీటితో",
        "పడుకునే ముందు",
        "అవసరమైతేనే",
        "జ్వరం ఉంటేనే",
        "నొప్పి ఉంటేనే",
        "కోర్సు పూర్తిగా వాడండి",
        "అడగకుండా ఆపవద్దు",
        "నీటిలో కలిపి తాగండి",
        "వాడే ముందు బాగా కలపండి",
        "పైన మాత్రమే పలుచగా రాయండి",
        "తర్వాత నోరు పుక్కిలించండి",
        "వేసుకున్నాక వాహనం నడపవద్దు",
        "వారానికి ఒకసారి, అదే రోజున",
    ),
    "ta": (
        "உணவுக்குப் பின்",
        "உணவுக்கு முன்",
        "நிறைய தண்ணீருடன்",
        "தூங்கும் முன்",
        "தேவைப்பட்டால் மட்டும்",
        "காய்ச்சல் இருந்தால் மட்டும்",
        "வலி இருந்தால் மட்டும்",
        "முழு அளவையும் முடிக்கவும்",
        "கேட்காமல் நிறுத்த வேண்டாம்",
        "தண்ணீரில் கரைத்துக் குடிக்கவும்",
        "பயன்படுத்தும் முன் நன்றாகக் குலுக்கவும்",
        "மேற்பரப்பில் மட்டும் மெல்லியதாகத் தடவவும்",
        "பின்னர் வாய் கொப்பளிக்கவும்",
        "எடுத்த பின் வாகனம் ஓட்ட வேண்டாம்",
        "வாரம் ஒரு முறை, அதே நாளில்",
    ),
}


def phrases(language: str) -> tuple[str, ...]:
    """In the patient's language, or in English when there are none in it."""
    return PHRASES.get(language, PHRASES["en"])


def in_language(text: str, language: str) -> str:
    """A phrase of ours said in another language; what was typed freely stays as it is."""
    for known in PHRASES.values():
        if text in known:
            return phrases(language)[known.index(text)]
    return text
