# ruff: noqa: E501, SIM905 - phrases of one language a line, and word lists as text, read better than broken ones
"""Is a text in another language than English and Korean? And is it a greeting in one of them?

Other scripts show it by themselves. In Latin letters the small words do: "ich", "soy", "les". Words that English has too
("die", "no", "me") say nothing, and a text in which English ones are not outnumbered is taken for English.
"""

from __future__ import annotations

import re
from unicodedata import category

_HANGUL = re.compile(r"[가-힣]")
_LATIN_ENDS = "\u024f"
_WORD = re.compile(r"[^\W\d_]+")
_SHORT = 40  # characters: a greeting
_ENGLISH = frozenset(
    """i i'm my mine we our you your he his she her they their it its the an is am are was were be been have has had do does did not
    of to and for with at on this that these those what who when where which how from about by or if but as so just like""".split()
)
_FOREIGN = frozenset(
    # Spanish, Portuguese, Italian, French
    """el los las del que soy eres está estoy estamos muy pero por para una unos yo tengo tiene vivo vive mi mis tu su sus con es fue y en la lo le se
    porque cuando como trabajo gusta más también hace desde hasta sin sobre mi ella nosotros
    eu sou não minha meu uma uns com em moro tenho ele ela nós você está estou mas isso muito trabalho mora da dos das na nos ao
    sono il gli di che non sono una uno ho hai ha mia mio miei nel nella della dello dei vivo abito lavoro anche molto sto
    je suis les le des du et est une pour avec dans mon ma mes qui ne pas nous vous il elle ils ai as habite travaille très mais sur chez au aux ce cette
    """
    # German, Dutch, Swedish, Danish, Norwegian
    """ich bin ist der das und nicht mein meine meinen meiner mit für auf ein eine einen einem habe hat wir wohne arbeite nach aus von zu zum zur im
    ik ben het een van niet mijn voor woon werk heb heeft wij zijn bij naar ook
    jag är och inte mitt bor jeg ikke som og av på til jobber har min mig mit det
    """
    # Turkish, Vietnamese, Indonesian, Polish, Czech, Romanian, Hungarian, Finnish
    """ve bir bu için çok değil benim ben ile var yok ama
    tôi của là và không ở có cho với một người này
    saya yang dan tidak di ini itu untuk dengan aku tinggal bekerja adalah
    jestem nie się na mój moja mam mieszkam pracuję mi jest jako oraz
    jsem není bydlím mám můj moje jako ale sunt nu este și locuiesc lucrez în
    vagyok nem egy és hogy lakom dolgozom minä olen asun ei ja mutta työskentelen""".split()
) - frozenset("as do mi su tu ha il na se am no me a i".split())  # English has them, as words or as names
_FAR = re.compile("[ąćęłńśźżğışőűřěůđơưășțœāēīōū\u1ea0-\u1ef9]")  # letters that English texts do not even borrow
_CHATTER = re.compile(
    r"(?:"
    r"(?:muy )?buen[oa]s (?:d[ií]as|tardes|noches)|hola(?: a todos)?|(?:muchas |mil )?gracias|de nada|por favor|vale|claro|hasta (?:luego|mañana)|adi[oó]s|"
    r"ol[aá]|bom dia|boa (?:tarde|noite)|(?:muito )?obrigad[oa]|tchau|até (?:logo|amanhã)|"
    r"ciao(?: a tutti)?|buon ?giorno|buona ?(?:sera|notte)|(?:grazie|mille grazie|grazie mille)|prego|va bene|arrivederci|"
    r"bonjour|bonsoir|salut|coucou|merci(?: beaucoup| bien)?|de rien|s'il (?:te|vous) pla[iî]t|d'accord|au revoir|à (?:bientôt|demain|plus)|"
    r"(?:hallo|guten (?:morgen|tag|abend)|gute nacht|moin|servus|gr[uü](?:ß|ss) gott)(?: zusammen)?|(?:vielen |besten )?dank(?:e)?(?: schön| sehr)?|bitte(?: schön)?|alles klar|tsch[uü]ss|bis (?:bald|morgen|später)|"
    r"goedemorgen|goedemiddag|goedenavond|dank (?:je|u)(?: wel)?|bedankt|alsjeblieft|tot ziens|hej(?: hej)?|tack(?: så mycket)?|god morgon|tak|takk(?: skal du ha)?|god (?:morgen|dag|aften)|"
    r"merhaba|selam|günaydın|iyi (?:günler|akşamlar|geceler)|teşekkür(?:ler| ederim)|sağ ?ol|tamam|xin chào|chào(?: bạn)?|cảm ơn(?: bạn)?|vâng|tạm biệt|"
    r"halo|selamat (?:pagi|siang|sore|malam)|terima kasih(?: banyak)?|dzień dobry|cześć|dobry wieczór|dziękuję(?: bardzo)?|proszę|dobrze|do widzenia|dobrý den|ahoj|děkuji|kiitos|moi|köszönöm|szia|bună(?: ziua)?|mulțumesc|"
    r"こんにちは|こんばんは|おはよう(?:ございます)?|やあ|もしもし|はじめまして|よろしく(?:お願いします|お願いいたします)?|ありがとう(?:ございます|ございました)?|どうも|すみません|ごめん(?:なさい)?|"
    r"はい|いいえ|うん|ええ|そうです(?:ね|か)?|そうだね|なるほど|了解(?:です|しました)?|わかりました|分かりました|さようなら|またね|おやすみ(?:なさい)?|"
    r"你好|您好|大家好|早上好|下午好|晚上好|早安|晚安|谢谢(?:你|您)?|謝謝(?:你|您)?|多谢|感谢|不客气|没关系|对不起|抱歉|好的?|好吧|行|嗯+|是的?|对|不是|没有|知道了|明白了?|再见|拜拜|哈+|"
    r"привет|здравствуйте?|добр(?:ый|ое|ого) (?:день|утро|вечер|времени суток)|спасибо(?: большое)?|пожалуйста|извините|простите|да|нет|хорошо|ладно|ок(?:ей)?|понятно|ясно|пока|до свидания|"
    r"привіт|вітаю|доброго дня|дякую|будь ласка|так|ні|добре|здравей(?:те)?|благодаря|"
    r"مرحبا|أهلا(?: وسهلا)?|السلام عليكم|وعليكم السلام|صباح (?:الخير|النور)|مساء (?:الخير|النور)|شكرا(?: جزيلا)?|عفوا|نعم|لا|حسنا|طيب|تمام|مع السلامة|سلام|ممنون|"
    r"नमस्ते|नमस्कार|धन्यवाद|शुक्रिया|हाँ|हां|नहीं|ठीक है|अच्छा|"
    r"สวัสดี(?:ครับ|ค่ะ)?|ขอบคุณ(?:ครับ|ค่ะ|มาก)?|ใช่(?:ครับ|ค่ะ)?|ไม่(?:ครับ|ค่ะ)?|โอเค|"
    r"γεια(?: σου| σας)?|καλημέρα|καλησπέρα|ευχαριστώ|παρακαλώ|ναι|όχι|εντάξει|"
    r"שלום|היי|תודה(?: רבה)?|בבקשה|כן|לא|בסדר|להתראות"
    r")",
    re.IGNORECASE,
)  # fmt: skip


def speaks(text: str) -> bool:
    """Whether a text is in a language that the rules do not know."""
    if not text.isascii() and _in_other_script(text):
        return True
    return _HANGUL.search(text) is None and _in_latin_letters(text)


def chatter(text: str) -> bool:
    """Whether a sentence only greets, thanks, agrees or takes leave, or has no letter in it."""
    if len(text) > 2 * _SHORT:
        return False
    bare = " ".join("".join(char if category(char)[0] in "LMN" or char in "'’" else " " for char in text).split())
    return not bare or _CHATTER.fullmatch(bare) is not None


def _in_other_script(text: str) -> bool:
    """Whether most letters are neither Latin nor Hangul."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(char > _LATIN_ENDS and not "가" <= char <= "힣" for char in letters) > len(letters)


def _in_latin_letters(text: str) -> bool:
    """Whether the small words are another language's than English."""
    words = _WORD.findall(text)
    if not words:
        return False
    named = len(words) > 1 and words[1][0].isupper()  # "La Paz", "El Paso"
    small = {words[0] if named else words[0].lower(), *words[1:]}  # capitals inside a sentence begin names
    foreign = len(small & _FOREIGN)
    if foreign:
        return foreign > len(small & _ENGLISH)
    return (_FAR.search(text) is not None and not small & _ENGLISH) or (len(words) <= 4 and chatter(text))
