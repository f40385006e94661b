# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""English: sentences, what is not worth remembering, and how a statement is meant."""

from __future__ import annotations

import re

from . import en_claims, en_words
from .en_attributes import attribute
from .en_corrections import forgets, not_but, swap
from .en_dates import DATES
from .en_leaving import AWAY, LEAVING
from .en_matters import MATTERS
from .en_partings import PARTINGS
from .en_plain import each_with_subject, plain
from .en_prototypes import PROTOTYPES
from .en_slots import SLOTS
from .en_talk import asks, idle, presupposed
from .en_topics import ASKS, TOPICS
from .language import Language, Marks, any_of
from .spared import spared

_SENTENCE = re.compile(
    r"(?<![.\s](?-i:[A-Z]))(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bProf)(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)"
    r"(?:[.!?…]+(?!(?<=\bNo\.) ?\d)['\")\]]*(?=\s|$)|\n+)\s*"
)
_SUBJECT = r"(?:i|i'm|i've|i'd|i'll|we|we're|we've|we'll|my|our)"
_CLAUSE = re.compile(
    rf"\s*;\s+|,? (?:and|but|plus|so) (?=(?:also |now |yesterday |then |today )?{_SUBJECT}\b (?!and\b|are\b|were\b))|, (?={_SUBJECT}\b (?!and\b))"
    r"|(?:,| -| –| —) (?:anyway|by the way|btw|also)[,:]? (?=\w+ )|,? and (?=(?:the|his|her|their) [\w' -]{2,40}? (?:is|are|has been)\b)|: (?=(?:i|we|i'm|we're|i've|we've|my|our)\b)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:i'm|we're|i've|we've|it's|he's|she's|am|is|are|was|were|have|has|had|do|does|did|will|\w+ed|\w+s|live|work|like|love|hate|"
    r"drive|play|eat|speak|use|own|moved|went|got|bought|sold|quit|left|took|take|want|need|prefer|study|teach|run|go|drink|wear|"
    r"broke|had|began|met|made|found|lost|put|read|keep|know|think|start|smoke|translate|write|design|collect|commute)\b",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:(?:please,? )?(?:can you |could you )?(?:remember|note|note down|keep in mind|bear in mind|don't forget|do not forget|"
    r"(?:set|make|leave|write)(?: yourself| me)? (?:a |yourself a )?(?:note|reminder)|for the record|fyi|just so you know|for context|"
    r"quick (?:intro|update|note|one|heads[- ]up)[^:,]*|life update[^:,!]*|update|heads[- ]up|reminder|for future reference|for your notes|"
    r"note to self|a quick correction|correction|news|big news|good news|bad news|guess what|small change|change of plan|fun fact|"
    r"keep in mind[^,:]*?|remember[^,:]{0,25}|before you[^:]*|just so you know[^:]*|for the [^:,]{3,60})(?: please)?(?:,? that|[:,!–—-])) ?(?=\S)",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"^(?:(?:well|so|oh|ah|um+|uh|hmm+|anyway|anyways|by the way|btw|honestly|tbh|lol|haha+|hehe|ha|hey|hi|hello|okay|ok|right|yeah|yep|"
    r"yes|no|nope|actually|basically|look|listen|phew|ugh|boo|yay|woohoo|hooray|wow|omg|oops|whoops|gosh|you know|i mean|to be honest|"
    r"and|but|plus|also|oh and|hi there|hey there|morning|good morning|good evening|thanks|thank you|cheers|sure|alas)(?:[,.!]+ ?| (?=\S)))+",
    re.IGNORECASE,
)  # fmt: skip
# Talk about the one spoken to, or about the talk itself.
_ADDRESS = re.compile(
    r"^(?:you(?:'re|'ve|'ll|'d)?|your|yours)\b(?! (?:can|may|should|could) (?:call|reach|contact|find|text|address|email) (?:me|us)\b)(?!.*\b(?:my|me|i)\b.*\d)"
    r"|^(?:that|it|this|these|those)?,? ?(?:really |all |definitely |certainly )?(?:sounds?|looks?|seems?|must(?:'ve| have| be)|feels?) (?!for\b|after\b)"
    r"|^(?:so |really |very |super )?(?:glad|happy|proud|excited|thrilled|pleased|thankful|grateful|impressed) (?:to hear|for you|of you|you|that you|we)\b"
    r"|^i'm (?:so |really |very |super )?(?:glad|happy|proud|thrilled|pleased|sorry) (?:to hear|for you|of you|you|that you)\b"
    r"|^(?:long time no|keep (?:it up|up|going|me posted|in touch)|good (?:luck|job|work|for you)|great (?:job|work|idea|to)|nice (?:job|work|one|to)|well done|way to go|can't wait|congrat\w*|let me know|take care|much,|no way|no kidding|tell me|for sure|absolutely|definitely|totally|such an?)\b"
    r"|^(?-i:[A-Z][a-z]+)[!.,?]*$"
    r"|^(?:(?:thanks|thank you|perfect|great|ok|okay|cool|much|so much),? )*(?:(?:that|this|it) (?:\w+ )?(?:work(?:ed|s)|help(?:ed|s)|did the trick|makes sense)|exactly what|just what|that's (?:it|all|exactly))\b(?!.*\d)"
    r"|^(?:i (?:really |just )?(?:need|want|could use|fancy) (?:a |some |more |another )?(?:coffee|nap|drink|break|tea|sleep|caffeine|holiday|hug|chocolate)|no (?:worries|problem|rush|need|hurry)|take your time|never ?mind|"
    r"(?:i )?(?:gotta|got to|have to|need to|must|should) (?:run|go|dash|leave|sleep|head off|get going)|back again|miss me|hope (?:you|that|this|all)|bored|sleepy|tired|freezing|brr+|zzz+|i figured it out|my head hurts|time (?:flies|to))\b(?!.*\d{3})",
    re.IGNORECASE,
)
_VOCATIVE = re.compile(r"^(?:hey|hi|hello|thanks|thank you|wow|yeah|yes|oh|congrats|morning|sorry|nice|cool|awesome)(?: so much| a lot)?,? (?-i:[A-Z][a-z]+)(?:[,!.]+ | - )(?=\w)", re.IGNORECASE)
_KEEP_LEAD = re.compile(r"^(?:actually|also|plus|no|oops|whoops)\b", re.IGNORECASE)
_TAIL = re.compile(
    r",? (?:please|lol|haha|tbh|to be honest|if i'm honest|not gonna lie|thank heavens|you know|i guess|as you know|remember|send help)[.!]*$",
    re.IGNORECASE,
)
_ASK = (
    r"(?:who|whom|whose|what|which|when|where|why|how|is it|is there|are there|are you|do you|did you|does|did|can (?:you|i|we)|could (?:you|i|we)|"
    r"would (?:you|it)|will (?:you|it)|should (?:i|we)|shall (?:i|we)|have you|has anyone|any [\w-]+|"
    r"ideas (?:that|for)|worth |is (?:that|this|my|the|a|twenty|\w+ing)\b|are (?:my|the|these|those)\b|do (?:i|we|they|linen)\b|may i|might i|what's|where's|who's|how's|when's|isn't|aren't|"
    r"remind me|tell me|got any)"
)
_QUESTION = re.compile(rf"^(?:(?:and|but|so|also|or|well|anyway|now|then|hey|ok|okay|oh)[,:]? )*{_ASK}\b", re.IGNORECASE)
_LATE_QUESTION = re.compile(rf"(?:[,;:] |\s[-–—/] |,? (?:and|but|so) )(?={_ASK}\b)", re.IGNORECASE)
_TAG = re.compile(r"(?:,? (?:remember|right|you know|isn't it|eh|okay|ok|yeah|know what i mean|huh))\s*\?+$", re.IGNORECASE)
_REQUEST = re.compile(
    r"^(?:(?:and|so|also|then|now|anyway|please|just|maybe|kindly|but)[,:]? )*(?:recommend|suggest|help|tell|give|show|explain|find|write|draft|"
    r"translate|shorten|summari[sz]e|list|describe|compare|check|look up|search|make me|create|generate|fix|calculate|convert|play|open|let's|let me|let us|"
    r"can you|could you|would you|will you|i need (?:you|help|a recipe|advice|ideas|suggestions|some (?:ideas|advice|help))|i'd like (?:you|some|a recipe|an? (?:idea|answer|example|list|summary|poem|joke|story))|i'm bored|"
    r"i was wondering|i wonder|wondering|any chance|do me|what about|how about|pick|plan|book me|order me|remind me what|read me|walk me|"
    r"i want you to|rewrite|proofread|edit this|paraphrase|brainstorm|talk to me|send (?:help|me)|ask away|spell|define|go on|continue|try again)\b",
    re.IGNORECASE,
)
_STANDING = spared(
    r"\b(?:don't|do not|never|always|from now on|going forward|in future|in the future|whenever|remember|note that|keep in mind|use that|"
    r"every time|stop (?:using|calling|suggesting|sending)|please (?:use|call|avoid|keep|stick|answer|reply|address))\b",
    re.IGNORECASE,
)
_CHATTER = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|howdy|yo|morning|good (?:morning|evening|afternoon|night|day)|evening|afternoon|night|sup|greetings|"
    r"thanks?|thank you|thx|ta|cheers|much appreciated|appreciate it|bye|goodbye|see you|see ya|later|ciao|take care|have a (?:good|great|nice|lovely)(?: (?:one|day|evening|weekend|night|time|week|rest of your \w+))?|that(?:'s| was| is)(?: \w+)? (?:helpful|useful|great|good|fun)|"
    r"ok|okay|k|sure|yes|yeah|yep|yup|no|nope|nah|right|fine|great|cool|nice|perfect|awesome|brilliant|lovely|wonderful|excellent|amazing|"
    r"got it|understood|makes sense|sounds good|will do|good (?:idea|point|one|call)|fair enough|exactly|indeed|true|agreed|of course|no problem|"
    r"no worries|never mind|nevermind|forget it|lol|lmao|rofl|stop it|i'm (?:crying|dying|dead)|i can't even|bye for now|haha\w*|hehe\w*|ha|wow|oh|ah|hm+|um+|ugh|phew|oops|whoops|yay|yikes|gosh|wait|hang on|"
    r"one sec|brb|congrat\w*|happy (?:new year|birthday|friday|holidays)|merry christmas|welcome|sorry|my bad|you're (?:right|funny|the best|a star|welcome)|"
    r"that's (?:funny|hilarious|great|cool|nice|awesome|fine|ok|okay|all|it|perfect|right|true|helpful|amazing|interesting|lovely)|you (?:crack|made|make|rock|are|were)\b.*|"
    r"how are you|what's up|i see|i know|i guess|i think so|i'm (?:off|back|here|good|fine|ok|okay|bored|tired|hungry|sleepy|exhausted|done|kidding|joking|laughing|starving|cold|hot|so \w+)|"
    r"(?:they|it|he|she|that|this|we|i) (?:really |sure |always |certainly )?(?:do|does|did|is|are|was|were|will|can|have)(?: too| indeed)?|"
    r"mondays?|fridays?|what a \w+(?: \w+)?|again|still|same here|me too|so (?:true|funny|good)|a million|a lot|a bunch|so much|very much|for (?:that|this|everything|the help|your help|now)|"
    r"everyone|all|there|everybody|mate|pal|buddy|dear|friend|eh|huh|well|anyway|then|now|to you|as well|too|today|really|by the way|"
    r"good one|or good \w+|who can tell|(?:just )?(?:kidding|joking|checking in|saying hi)|talk (?:soon|later|tomorrow|to you \w+)|catch you (?:later|soon|tomorrow)|you're a (?:lifesaver|star|legend|genius)|see you around|see you (?:soon|later|tomorrow)|good to (?:see|hear|know)\b.*)[\s,.!?~:)(-]*)+$",
    re.IGNORECASE,
)
_MOOD = re.compile(
    r"^(?:(?:it's|it is|it was|is it|what|such|the weather|weather)\b.{0,30}\b(?:rain\w*|sunny|cold|hot|weather|day|windy|grey|gray|gloomy|freezing|warm|beautiful|lovely|nice|miserable|fun|hilarious|chaos)\b.{0,25}"
    r"|(?:i'm|i am|feeling|i feel)(?: \w+){0,3} (?:tired|hungry|bored|sleepy|exhausted|knackered|happy|sad|great|good|fine|okay|thirsty|starving|excited|stressed|grumpy|cold|hot|lazy|full|awake)(?: (?:today|now|lol|tonight|this morning|already|again|right now|at the moment|though|haha))*"
    r"|(?!(?:he|she|they|it)(?:'s|'re| is| are| was| were) (?:now )?(?:called|named|an? |the |from|my |our |at |in |with |\w+ing\b|\w+ years? old))(?:this|that|it|you|they|he|she)(?:'s|'re| is| was| are| were| makes| made(?! me (?:\w+ )?(?:lead|manager|head|director|partner|captain|team|a|the)\b))\b(?! \d)[^.\d]{0,45}"
    r"|(?:this|that|the|your|those|these) \w+(?: \w+)? (?:was|is|were|are)(?: \w+)? (?:terrible|awful|great|helpful|funny|hilarious|good|bad|nice|brilliant|silly|useful|perfect|amazing|interesting|clever|dumb|stupid|cool|awesome|ridiculous|lovely|crazy|wild|weird|sweet|cute|gold)"
    r"|(?:can't|cannot) (?:stop laughing|believe it).*|(?:no wonder|thank heavens|send help|guess what|long story|don't ask|you'll never guess|here we go|not much|nothing much|same old).*"
    r"|(?:that|which) (?:explains|would explain)\b.*|ask away.*|i (?:could|can) (?:use|murder) a (?:coffee|nap|drink|break|cuppa).*|i love (?:that|this|it|you)(?! when).*)[.!?\s]*$",
    re.IGNORECASE,
)
_MARKS = Marks(
    ending=any_of(
        r"\bno longer\b|(?:\bnot|n't|\bnever|\bno|\bneither)\b(?=[^.;]{0,60}\bany ?more\b)|\b(?:quit|quitting|quits)\b|\bg(?:ave|iven|ive|iving) (?:\w+ )?up\b|\bgave (?:it|them|that|\w+ \w+) up\b",
        r"\bstopped (?!by\b)\w+|\bhave stopped\b|\bcancel+ed\b|\bcancel+(?:ing|ation)\b|\bcalled (?:it |that |the [\w ]+ )?off\b|\bdropped\b(?! off| by| in\b| me| him| her| them)",
        r"\b(?:broke|broken|split|splitting|breaking) up\b|\bbroke (?:it|things) off\b|\bwe(?:'re| are) (?:over|done|getting divorced)\b|\bdivorced\b|\bgot rid of\b|\bsold\b",
        r"\b(?:passed away|died|put down|put to sleep|crossed the rainbow)\b|\bgave (?:it|them|him|her|my|our|the) \w* ?away\b|\brehomed\b|\bresigned\b|\bhanded in my (?:notice|resignation)\b|\b(?:got|was|been) (?:fired|laid off|made redundant|let go)\b",
        r"\bfell through\b|\bfallen through\b|\b(?:is|are|was) (?:off(?= |[,.!;]|$)(?! (?:to|on|the))|over)\b|\b(?:has|have) ended\b|\bended (?:things|it|my)\b|\bcame to an end\b|\bunsubscribed\b|\b(?:closed|deleted|deactivated|shut down) (?:my|our|the)\b|\bfinished with\b|\bgrew out of\b|\bgrown out of\b|\boutgrew\b|\boutgrown\b",
        r"\bpacked (?:it |that |them )?in\b|\bretired\b|\bscrapyard\b|\bscrapped\b|\bwritten off\b|\bwent bust\b|\bdidn't work out\b|\b(?:not|isn't|aren't|won't be) (?:\w+ly )?\w{2,}ing\b(?=.*\bafter all\b)|\b(?:abandoned|shelved|binned|axed) (?=(?:the|our|my|all|that)\b)|\bnot going\b|\b(?:lapse|expire|ran out)d?\b|\bdone with\b|\blet (?:\w+ ){1,2}go\b|\b(?:didn't|not|won't|haven't|never) renew\w*|\bno more\b|\bhad to (?:cancel|give up|drop|quit|pull out|call off|sell|stop|leave|close|withdraw|resign)\b|\b(?:give|gave|given|giving) (?:\w+ ){1,3}away\b|\bfinished (?=(?:the|my) (?:\w+ )?(?:course|treatment|antibiotics|medication|tablets|pills|lessons|classes|degree|\w+(?:cillin|mycin|ine|ol))\b)|\bthrough with\b|\b(?:let|letting) \w+ lapse\b",
        r"\bleft (?=(?:my|the|our) (?:[\w-]+ ){0,3}?(?:job|husband|wife|boyfriend|girlfriend|company|band|club|choir|team|firm|society|group|course|class|gym|church|committee|league|orchestra|practice)\b)|\bpull(?:ed|ing)? out of\b|\bbacked out\b|\bdeleted\b|\bditched\b|\bended my\b|\b(?:took|taken) off the (?:calendar|list)\b|\bscrap that\b|\b(?:is|are|was|were|been|got) (?:scrapped|axed|stolen|cancel\w+|called off)\b",
        r"\bfree of\b|\bkicked the habit\b|\b(?:clean|sober) (?:for|since)\b|\bcall it a day\b|\bcalled it a day\b|\bcalled it quits\b|\bterminated\b|\bgone for good\b|\bwithdrew\b|\bopted out\b|\bout of the (?:picture|running)\b|\bcured\b|\bnot (?:together|dating|seeing)\b|\baren't together\b|\bdisbanded\b|\bfolded\b|\bceased\b",
        r"\bput (?:him|her|(?:(?:our|my|the) )?(?:\w+ )?(?:dog|cat|pup\w*|kitt\w+|horse|pony|rabbit|hamster|old \w+)|(?-i:[A-Z]\w+)) (?:down|to sleep)\b(?! (?:as|for|at|on)\b)|\b(?:say|said|saying) goodbye to (?:my|our) (?:\w+ )?(?:boy|girl|dog|cat|pup\w*|kitty|horse|rabbit|pet|old \w+)\b|\bstepped down\b|\b(?-i:[A-Z][a-z]+) (?:has |have )?(?:just )?moved out\b|\bhung up my\b|\bput (?:\w+ )?(?:behind me|on ice)\b|\blost (?=(?:my|our|the) (?:job|phone|dog|cat|deposit)\b)|\bbacked out of\b",
    ),
    change=any_of(
        r"\bnow\b|\bthese days\b|\bnowadays\b|\bfrom (?:today|now|next|monday|this)\b|\bas of\b|\bstarting (?:today|monday|tomorrow|this|next)\b|\binstead\b|\bswitch(?:ed|ing)?\b|\bswapped\b|\bmoved\b|\bchang(?:ed|ing|e)\b",
        r"\b(?:postpon|reschedul|delay|push|shift)ing\b|\breplaced\b|\btraded\b|\bupgraded\b|\brescheduled\b|\bpostponed\b|\bpushed\b|\bbrought forward\b|\bdelayed\b|\bextended\b|\bslipped\b|\bshifted\b|\bbecame\b|\bturned into\b|\bpromoted\b|\bnew\b|\bno longer\b|\bany ?more\b",
        r"\bused to\b|\bgone (?:back )?to\b|\bback (?:to|on)\b|\bditched\b|\bdropped\b|\bwent back to\b|\bconverted\b|\brelocated\b|\btransferred\b|\bstarted (?:at|a new)\b|\bsettled\b|\bjoined\b|\bover to\b|\brenamed\b|\bturned \d|\bup to\b|\bdown to\b|\bsince last\b|\blately\b|\brecently\b",
    ),
    correction=any_of(
        r"^(?:oh,? |er,? |sorry,? )?i mean,? (?!it\b|that\b|to\b|i\b|you\b|the\b|we\b|really\b)|^(?:wait|hang on|hold on|no|nope),? (?:it's|that's|it is|make that)\b|\bno,? wait\b|\bwait,? no\b|\bsorry\b(?! to hear| about| for (?:your|the|him|her)| (?:that )?you| he| she| they)|\bi meant\b|\bmeant to (?:say|write|type)\b|\bcorrection\b|\bactually\b|\bmy mistake\b|\bmy bad\b|\bwrong\b|\btypo\b|\bmis(?:spoke|typed|heard|read|count\w*|spel\w+|calculated|took|stated)\b|\bscratch that\b|\bstrike that\b|\bignore what\b|\bignore (?:that|my)\b|\boops\b|\bwhoops\b",
        r"\bi said\b[^.]*\bbut\b|\bshould (?:read|have been|say)\b|\bshould be \S*\d|\bnot .{2,30}? but\b|, not (?!gonna|going|that|to|sure|even|only|just|much|really|yet|a fan)\w|\bmixed (?:(?:that|it|them|those|these|things|\w+) )?up\b|\bautocorrect(?:ed)?\b|\bs(?:o)?r+y\b[,:]|\bslip of the\b|\bi stand corrected\b|\bcorrected me\b|\bfat-?fingered\b|\bi was mistaken\b|\blooked (?:it )?up (?:again|properly)\b|\b(?:isn't|aren't|am not|'s not|'re not|'m not) [\w -]{2,30}, (?:he|she|it|they|i|we)(?:'s|'m|'re| is| am| are)\b|\bmisremembered\b|\bmixing up\b|\bgot (?:it|that) wrong\b|\bfat fingers\b|\bi misread\b|\bdouble[- ]checked\b|\bturns out\b|\bre-?checked\b|\bnot (?:what(?:ever)?|as) i (?:told|said|wrote|put|gave)\b|\btold you\b[^.;]*\bbut (?:it's|it is|it was|he's|she's)\b|\ball along\b|\bget(?:ting|s)? (?:it|that|her|his|him|them|this|their \w+) wrong\b|\bwas wrong about\b|\bgot (?:her|his|him|them|their \w+|the \w+|my \w+) wrong\b|\b(?:and|but|so) no,? it (?:was|is)\b|\bi always (?:flip|mix|swap|confuse|muddle)\b|\bmuddled\b|\bi(?:'d| had)? confused\b|\bmisread\b|\breread\b|\bi(?:'m| am) (?:such )?an idiot\b|\bhad (?:it|that|them) (?:backwards|the wrong way|wrong|down wrong)\b|\bi was thinking of\b|\btypo\b|\bmisheard\b|\bto correct\b|\bcorrected\b",
    ),
    also=any_of(r"\b(?:have|has|had|got|booked|made|scheduled|there's|there is|put in) an? (?!new\b)(?:[\w-]+ ){0,2}?(?:appointment|meeting|interview|lesson|call|exam|test|flight|viewing|concert|gig|date|check-?up|haircut|session|party|wedding|match|game|shift|presentation|deadline|trip|dinner|lunch|reservation|table|delivery|seminar|workshop|consultation|scan)\b", r"\b(?:also|as well|too|another|in addition|besides|additional|on top of|addition|plus|alongside|one more|new hobby|side job|second (?:dog|cat|child|job|baby|son|daughter|car|phone|pet|language|home|flat|house|one|opinion)|saturday job)\b"),
    temporary=any_of(
        r"(?<!from )\bthis (?:week|weekend|month|fortnight)\b(?! (?:i|we) (?:start|began|sign))|\bfor (?:the |a |an |another |about |around |just )?(?:\w+ )?(?:few |couple of )?(?:days?|weeks?|nights?|weekend|fortnight|week|month|months|summer|winter|holidays?|semester|conference|time being|moment)\b",
        r"\b(?:till|until) (?!now)\w+|\bback (?:on|in|home)\b|\btemporar\w+\b|\bfor now\b|\bvisiting\b|\bstaying (?:at|in|with|over)\b|\bon (?:holiday|vacation|leave|a (?:work|business) trip|business|assignment)\b|\bconference\b|\bcamping out\b|\bin town\b",
        r"\bover the (?:weekend|holidays|summer)\b|\bpassing through\b|\bcovering for\b|\bfilling in\b|\b(?:house|cat|dog|pet)[- ]?sitting\b|\b(?:rental|hire car|hired|loaner|courtesy|borrowing|borrowed|loan|lent)\b|\bwhile (?:mine|my|the|ours)\b[^.]*\b(?:is|are|gets?|being)\b|\bhotel\b|\bairbnb\b|\bhostel\b|\bjust this\b|\btonight\b|\bworkation\b|\bthrough (?:friday|sunday|the end)\b|\bexcep\w+\b|\btrying out\b",
    ),
    hypothetical=any_of(
        r"\b(?:don't|never|do not|won't|didn't|haven't|hasn't|can't|couldn't|not) (?:\w+ )?(?:quit|give up|given up|stop|stopped|cancel\w*|broken? up|sold|sell|leave|left|drop|end)\b|\bthinking (?:of|about)\b|\bconsider(?:ing)?\b|\bmight\b|\bmaybe\b|\bperhaps\b|\bwould\b|\bi'd (?:love|like|rather|move|never)\b|\bwe'd (?:love|like)\b|\bwants? to\b|\bwanna\b|^(?:\w+ )?if (?:i|we|the)\b|\bhop(?:e|ing) to\b|\bplan(?:ning)? (?:to|on)\b|\bone day\b|\bsome ?day\b|\bdream(?:ing|s)? (?:of|about)\b|\bwish\b|\blooking (?:at|into|for)\b",
        r"\btempted\b|\bwondering\b|\bcould\b|\balmost\b|\bnearly\b|\babout to\b|\btoying with\b|\bdebating\b|\bnot sure\b|\bprobably\b|\bhalf a mind\b|\bfantasi[sz]\w*\b|\bimagin\w+\b|\binterview(?:ed|ing)? (?:at|with|for)\b|\bappl(?:ied|ying) (?:to|for)\b|\bsaving (?:up )?for\b|\btest[- ]drov?e?\b|\bon the fence\b|\bsupposed to\b|\bjoked\b|\bpretend\w*\b|\bdreamt\b",
    ),
    future=any_of(r"\bgoing to\b|\bgonna\b|\bwill\b|\bi'll\b|\bwe'll\b|\bnext (?:week|month|year|spring|summer|autumn|fall|winter|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday)\b|\b(?:i'm|we're) (?:moving|starting|switching|changing|joining|buying)\b|(?<!no )\btomorrow\b|\bsoon\b|\bin (?:two|three|four|six|\d+) (?:days|weeks|months)\b"),
    repeat=any_of(r"\b(?:like|as) i (?:told|said|mentioned)\b|\bas (?:you know|mentioned|always|ever|i say)\b|\bremember\s*\?|\b(?:did i|have i) (?:mention|tell|say)|\balready (?:told|said|mentioned)\b|\byou(?:'ll)? (?:may |might )?(?:know|remember|recall)\b|\bonce again\b|\bi keep saying\b|\btold you\b"),
    now=any_of(r"\b(?:now|these days|nowadays|from (?:today|now on|next \w+|this \w+|monday)|as of|starting (?:today|monday|this \w+)|lately|at the moment|since last|currently|by now)\b(?!,? (?:that|he|she|they|you)\b)"),
    past=any_of(r"\bused to\b(?! it)|\bformerly\b|\bpreviously\b|\bback then\b|\bwhen i was (?:an? |\d|young|little|in )|\bin my (?:teens|twenties|thirties|childhood|youth)\b|\bas an? (?:child|kid|student|teenager|boy|girl)\b"),
    instead=any_of(r"\binstead\b(?! of)|\b(?:switch(?:ed|ing)?|swapped|changed|moved|went|gone|converted|traded|upgraded)\b[^.;]{0,40}?\b(?:to|for|over)\b|\breplac(?:ed|ing)\b|\bno longer\b|\btook over from\b"),
    start=any_of(r"\b(?:bought|got|adopted|started|took up|taken up|signed up|joined|switched|picked up|ordered|opened|began|moved|new|replaced|upgraded|now|met|hired|chose|went with|driving|using|booked|brought|welcomed|arrived|born|instead)\b"),
)  # fmt: skip


def sentences(text: str) -> list[str]:
    """Sentences with their final mark."""
    text = re.sub(r"[’‘]", "'", text)
    text = re.sub(r"(?:\s|^)(?:[:;]-?[)(DPp]|<3|[\U0001F300-\U0001FAFF☀-➿])+", " ", text)
    parts: list[str] = []
    start = 0
    for match in _SENTENCE.finditer(text):
        parts.append(text[start : match.end()].strip())
        start = match.end()
    return [p for p in [*parts, text[start:].strip()] if p]


def clauses(sentence: str) -> list[str]:
    """A sentence cut where a new statement with its own subject begins; questions at its end stand alone."""
    told = presupposed(sentence) if "?" in sentence else None
    if told or asks(sentence):
        return told or [sentence]
    if sentence.rstrip().endswith("?") and not _TAG.search(sentence) and not _QUESTION.match(sentence):
        cuts = list(_LATE_QUESTION.finditer(sentence))
        if cuts:
            cut = cuts[-1]
            return [*_split(sentence[: cut.start()]), sentence[cut.end() :]]
        return [sentence]
    return _split(sentence)


def _split(sentence: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for match in _CLAUSE.finditer(sentence):
        head, rest = sentence[start : match.start()], sentence[match.end() :]
        if _VERB.search(head) and _VERB.search(rest) and len(head.split()) >= 2 and len(rest.split()) >= 3 and not _OPEN.search(head):
            parts.append(head)
            start = match.end()
    return [one for part in (*parts, sentence[start:]) for one in each_with_subject(part)]


_OPEN = re.compile(
    r"^(?:(?:and|so|but|well) )?(?:if|when|whenever|after|before|since|because|although|though|while|once|until|as|sorry,? i (?:said|gave|told)|i said|i thought|hang on)\b(?!.*,.*\b(?:i|we)\b)",
    re.IGNORECASE,
)  # fmt: skip


def tidy(clause: str) -> str:
    """A clause without lead-ins, fillers and trailing small talk, as a sentence."""
    text = clause.strip(" \t,;:-–—*")
    text = _VOCATIVE.sub("", _TAG.sub("", text))
    for _ in range(2):
        text = _LEAD_IN.sub("", text)
        if not _KEEP_LEAD.match(text):
            text = _FILLERS.sub("", text)
    text = _TAIL.sub("", text).strip(" ,;:-–—")
    text = re.sub(r"\s+", " ", text).rstrip(".").strip()
    return text[:1].upper() + text[1:]


_OWN = re.compile(
    r"(?:i|we|my|our)\b|no [\w-]+(?: [\w-]+)?(?: or [\w-]+)? for (?:me|us|my \w+)(?: (?:please|ever|though))*[ .!]*$", re.IGNORECASE
)  # "no peanuts for me" is the speaker's too, "no coffee for me now" the moment's


def skip(clause: str) -> str | None:
    """Why a clause is not worth remembering; None: it is."""
    text = re.sub(r"\s+", " ", clause.strip())
    if _CHATTER.match(text):
        return "small talk"
    bare = _FILLERS.sub("", text)
    if asks(_FILLERS.sub("", text)):
        return "question"
    if not _TAG.search(text) and (text.endswith("?") or _QUESTION.match(bare)) and not re.match(r"(?:when|where|what|how) (?:i|we)\b|when(?:ever)? \w+ [^?]+, [^?]+$", bare, re.I):
        return "question"
    if _REQUEST.match(bare) and not _STANDING.search(text) and not _LEAD_IN.match(bare):
        return "request"
    bare = tidy(clause)
    if reason := idle(bare):
        return reason
    if (_MOOD.match(bare) or _ADDRESS.match(bare)) and not _STANDING.search(text) and not _MARKS.correction.search(text) and not replaced(text):
        return "small talk"
    enough = 1 if _OWN.match(bare) else 2  # "I'm a beekeeper" has one content word
    if len(en_words.words(bare)) < enough and not (_MARKS.ending.search(bare) or en_words.names(bare)):
        return "small talk"
    return None


_REPLACED = (
    re.compile(r"\b(?:is|are|am|'s|'re|'m)(?:n't| not) (?P<o>(?:an? |the |in |at |on |called )?[\w'-]+(?: [\w'-]+)?),? (?:but|(?:he|she|it|they|i|we)(?:'s|'re|'m| is| are| am)(?: actually)?) (?P<n>(?:an? |the |in |at |on |called )?[\w'-]+(?: [\w'-]+)?)(?=$|[,.;!?])", re.IGNORECASE),
    re.compile(r"(?P<n>\d[\w.:]*)[^,;]{0,25}, (?:and )?not (?P<o>\d[\w.:]*)"),
    re.compile(r"\bi (?:said|wrote|told you|typed|put) (?P<o>[\w'.:-]+(?: [\w'.:-]+)?)(?: earlier| before| yesterday)?,? but\b.*?(?:it's|it is|is|i meant|should be|actually) (?P<n>[\w'.:-]+)", re.IGNORECASE),
    re.compile(r"\b[Nn]ot (?:in |at |on |called )?(?P<o>[\w'.:-]+(?: [A-Z\d][\w'.:-]*)?),? but (?:in |at |on |called )?(?P<n>[\w'.:-]+(?: [A-Z\d][\w'.:-]*)?)"),
    re.compile(r"(?:[Ii]t's|it is|is) (?:under|in|on|at|behind|near|with) the (?P<n>\w+)(?: \w+)?, not (?:(?:under|in|on|at|behind|near|with) )?the (?P<o>\w+)"),
    re.compile(r"(?:[Ii]t's|it is|is|are|i meant|meant|should be|make that|on|at|in|called)\s+(?P<n>[\w'.:-]+(?: [A-Z\d][\w'.:-]*)?)(?: [a-z]+)?,? (?:not|and not|instead of|rather than) (?:in |at |on )?(?P<o>[\w'.:-]+(?: [A-Z\d][\w'.:-]*)?)"),
)  # fmt: skip


def replaced(text: str) -> tuple[str, str] | None:
    """(old, new) where a statement names both: "not Hana but Hannah", "I said 42 but it's 43"."""
    if both := not_but(text):
        return both
    for pattern in _REPLACED:
        match = pattern.search(text)
        if match:
            old, new = match["o"].strip(".,"), match["n"].strip(".,")
            if old.lower() != new.lower() and (pattern is _REPLACED[0] or _exchangeable(old, new, text)):
                return en_words.NUMBERS.get(old.lower(), old), new
    return None


def _exchangeable(old: str, new: str, text: str) -> bool:
    """Whether two words can be values of one thing: names or numbers both, or said in so few words that nothing else is meant."""
    marked = all(word[0].isupper() or any(c.isdigit() for c in word) or word.lower() in en_words.NUMBERS for word in (old, new))
    content = en_words.words(old) and en_words.words(new)
    return marked or bool(content and len(text.split()) <= 12 and _MARKS.correction.search(text))


_AGREED = spared(
    r"\b(?:i've|i have|i|we've|we have|you're|you are|it's|that's) (?:now )?(?:booked|scheduled|reserved|set|moved|cancell?ed|ordered|arranged|registered|enrolled|confirmed|rescheduled|signed)\b|^(?:so )?your [\w ]+ (?:is|will be) (?:now )?(?:booked|set|scheduled|confirmed|at|on)\b",
    re.IGNORECASE,
)  # fmt: skip


def agreed(sentence: str) -> bool:
    """Whether an assistant's sentence states a result with a number or a name in it."""
    return _AGREED.search(sentence) is not None and not sentence.endswith("?") and bool(en_words.names(sentence))


def parts(sentence: str) -> list[str]:
    """A sentence at its joints."""
    return re.split(r"[,;]| (?:and(?! i\b| me\b| my\b)|because|since|but|so|as) ", sentence, flags=re.IGNORECASE)


LANGUAGE = Language(
    code="en",
    speaks=lambda _: True,
    sentences=sentences,
    clauses=clauses,
    skip=skip,
    plain=plain,
    in_english=lambda text: text,
    tidy=tidy,
    words=en_words.words,
    subject=en_words.subject,
    names=en_words.names,
    theirs=re.compile(r"\b(?:her|his|their)\b", re.IGNORECASE),
    own=re.compile(rf"\b{_SUBJECT}\b", re.IGNORECASE),
    slots=SLOTS,
    asks=ASKS,
    marks=_MARKS,
    dates=DATES,
    attribute=attribute,
    replaced=replaced,
    swap=swap,
    agreed=agreed,
    parts=parts,
    wrong="correction: ",
    matters=MATTERS,
    partings=PARTINGS,
    leaving=LEAVING,
    away=AWAY,
    topics=TOPICS,
    prototypes=PROTOTYPES,
    negated=en_claims.negated,
    happened=en_claims.happened,
    counts=en_claims.counts,
    which=en_claims.which,
    switched=en_claims.switched,
    claim=en_claims.claim,
    amended=en_claims.amended,
    forgets=forgets,
)
