# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""English: how statements answer a known question."""

from __future__ import annotations

from .language import Rules, slot_rules

_END = r"(?=$|[,.;:!?()–—]| (?:and|but|so|because|which|who|that|now|since|with|for|from|as|where|until|till|these|at the moment|right|after|before|by|if|on|in|over|then|anymore|any|instead|again|already|when|while|last|this|next|just|about)\b)"
V = r"(?P<v>(?:the |a |an )?[^\s,.;:!?()][^,;:!?()–—]*?)" + _END  # a short phrase
N = r"(?P<v>(?-i:(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March\b|April|June|July|August|September|October|November|December|Christmas|Easter)(?:[A-ZÀ-Þ][\w'’&-]*|St\.?|Dr\.?|Mr\.?|Mrs\.?|Ms\.?)(?: (?:of|the|and|de|la|&)(?= [A-ZÀ-Þ]))?(?: [A-ZÀ-Þ0-9][\w'’&.-]*)*))"
_DR = r"(?P<v>(?-i:(?:Dr|Mr|Mrs|Ms|Prof(?:essor)?)\.? [A-ZÀ-Þ][\w'-]+(?: [A-ZÀ-Þ][\w'-]+)?|[A-ZÀ-Þ][\w'-]+(?: [A-ZÀ-Þ][\w'-]+)?))"
_KIN_LOVE = r"(?:girlfriend|boyfriend|partner|wife|husband|fianc[eé]e?|spouse|other half|hubby|missus|gf|bf)"
_IS = r"(?:'s|\bis|\bare|'re|\bwas|will be|should be|should read|is now|has become|became)"
_NOW = r"(?: (?:now|currently|officially|still|actually|just|also|finally|both|all|again|already|really|proudly|happily|only|mostly))*"
_I = r"\b(?:i|we)(?:'m|'re| am| are|'ve| have)?" + _NOW
_FIRM = r"(?:logistics|freight|insurance|mutual|legal|labs?|studios?|games|press|media|group|partners|consulting|systems|software|tech|technologies|solutions|industries|foods?|pharma|airlines|airways|motors|hospital|clinic|council|agency|books|robotics|energy|capital|works|publishing|design|architects|bakery|hotels?|inc|ltd|llc|gmbh|corp|co|associates|holdings|analytics|engineering|construction|homes|builders|brewery|shipping|services|security|networks|digital|interactive|aerospace|biotech|financial|finance|investments)"
_MOTO = r"(?:honda|yamaha|kawasaki|suzuki|triumph|ducati|harley|vespa|ktm|royal enfield|brompton|trek|giant|specialized|cannondale|bianchi|piaggio|bmw|moto guzzi|canyon|gravel bike|road bike|e-?bike|mountain bike|scooter)"
_ANIMAL = r"(?:dog|cat|puppy|kitten|tortoise|turtle|parrot|rabbit|hamster|horse|pony|goldfish|budgie|gecko|snake|guinea pig|ferret|labrador|poodle|beagle|chicken|hen|lizard|spaniel|terrier|bunny|pup)"
CARS = (
    r"(?:toyota|honda|ford|volkswagen|vw|skoda|seat|audi|bmw|mercedes|volvo|saab|renault|peugeot|citro[eë]n|fiat|kia|hyundai|nissan|"
    r"mazda|subaru|suzuki|mitsubishi|tesla|jeep|land rover|range rover|mini cooper|opel|vauxhall|dacia|lexus|porsche|chevy|chevrolet|"
    r"dodge|gmc|polestar|jaguar|alfa romeo|mg|byd|rivian|lucid|acura|infiniti|cupra|smart|prius|civic|corolla|golf|polo|fiesta|focus|"
    r"yaris|leaf|zoe|kona|octavia|fabia|astra|corsa|clio|micra|jazz|outback|forester|camry|rav4|model [3ysx]|ioniq|ev6|niro|tucson|sportage)"
)  # fmt: skip

_WHERE = r"(?P<v>(?-i:[A-ZÀ-Þ][\w'’&-]*(?: [A-ZÀ-Þ][\w'’&-]*)*)), where (?:i|we|he|she|they)(?:'m|'ve|'s|'re| have| has| am| is| are| now| both| all| recently| just)*(?: been)?"

PEOPLE = slot_rules(
    ("!partner", rf"\b(?:my|our) (?:new |current |lovely )?{_KIN_LOVE}(?:'s name is| is|'s)(?: now)?(?: called| named)? (?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))"),
    ("!partner", rf"\b(?:a|my) new {_KIN_LOVE}\b[^.;]{{0,20}}?(?:called|named|name is|name's) (?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))|(?-i:(?P<n>[A-ZÀ-Þ][\w'-]+)), my (?:new )?{_KIN_LOVE}\b"),
    ("partner", r"\b(?:seeing|dating|met|with) (?:someone|somebody|a (?:guy|girl|man|woman|bloke|lad))\b[^.;]{0,30}?(?:called|named|name is|name's) (?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))"),
    ("partner", r"\b(?:dating|seeing|going out with|in love with|engaged to|married to|together with|living with my \w+|fell for|involved with)(?: (?:a|this|someone|somebody|a lovely|the)?(?: \w+)? ?(?:called|named)?)? (?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))"),
    ("partner", r"\b(?-i:(?P<v>[A-ZÀ-Þ][\w'-]+)) and i (?:are|have been|'ve been|started|got|became)(?: \w+)? (?:dating|together|a couple|an item|seeing each other|going out|engaged|married)"),
    ("marital", rf"{_I} (?:got )?(?P<v>married|single|divorced|engaged|widowed|separated)\b"),
    ("!child: {q}", r"\b(?:my|our) (?P<q>(?:older |younger |eldest |youngest |oldest |middle |first |second |little |baby )*(?:son|daughter|boy|girl|baby|kid|child))(?:'s name is|'s name's| is called| is named| is|'s)(?: now)? (?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))"),
    ("!sibling: {q}", r"\b(?:my|our) (?P<q>(?:older |younger |little |big |twin |elder )*(?:brother|sister))(?:'s name is|'s name's| is called| is named| is|'s)(?: now)? (?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))"),
    ("!pet: {q}", rf"\b(?:my|our) (?:\w+ )?(?P<q>{_ANIMAL})(?:'s name is|'s name's| is called| is named| is|'s)(?: now)? (?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))"),
    ("!birthday: {q}", r"\b(?:my|our) (?P<q>[\w ]+?)'s? birthday(?: is| falls|'s)(?: on| actually)*(?: the)? (?P<v>[^,.;!?]+)"),
    ("!birthday: {q}", r"\b(?P<q>(?-i:[A-Z][\w]+))'s birthday(?: is| falls|'s)(?: on| actually)*(?: the)? (?P<v>[^,.;!?]+)"),
    ("birthday", r"\bmy birthday(?: is| falls|'s)(?: on| actually)*(?: the)? (?P<v>[^,.;!?]+)|\bi was born on (?:the )?(?P<n>[^,.;!?]+)"),
    ("!anniversary", r"\b(?:my|our)(?: wedding)? anniversary (?:is|falls|'s)(?: on)?(?: the)? (?P<v>[^,.;!?]+)"),
    ("!name", r"\b(?:my name(?:'s| is)(?: now)?|call me|i go by|i'm called|known as|people call me|everyone calls me) (?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))|^(?:hi,? |hello,? |hey,? )?(?:i'm|i am|this is) (?-i:(?P<n>[A-ZÀ-Þ][a-zà-ÿ'-]+))(?=$|[,.!]| (?:and|from|by|here)\b)"),
    ("!surname", r"\bmy (?:full |legal |whole |married )?name(?:'s| is)(?: now)? (?-i:[A-ZÀ-Þ][\w'-]+(?: [A-Z]\.)? (?P<v>[A-ZÀ-Þ][\w'-]+))|\bmy (?:last name|surname|family name|married name)(?:'s| is)(?: now)? (?-i:(?P<n>[A-ZÀ-Þ][\w'-]+))|^(?:i'm|i am) (?-i:[A-Z][\w'-]+ (?P<m>[A-ZÀ-Þ][\w'-]+)) now"),
    ("!boss", rf"\bmy (?:new |line |current )?(?:boss|manager|supervisor|team lead|line manager|advisor|adviser)(?:'s name)? {_IS.lstrip()}(?: now)?(?: called)? {N}|\bi (?:now )?(?:report|answer) to {N.replace('<v>', '<n>')}"),
    )

# Who is only mentioned on the way: "my daughter Maeve is in Year 3" is first of all about her year.
MENTIONS = slot_rules(
    ("~partner", rf"\b(?:my|our) (?:new |current |lovely )?{_KIN_LOVE},? (?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))"),
    ("~child: {q}", r"\b(?:my|our) (?P<q>(?:older |younger |eldest |youngest |oldest |middle |first |second |little |baby )*(?:son|daughter|boy|girl|baby|kid|child)),? (?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))"),
    ("~sibling: {q}", r"\b(?:my|our) (?P<q>(?:older |younger |little |big |twin |elder )*(?:brother|sister)),? (?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))"),
    ("~pet: {q}", rf"\b(?:my|our|a|an|the|second|another) (?:\w+ )?(?P<q>{_ANIMAL})s?\b(?:[^.]{{0,40}}?(?:,| called| named))?(?: (?:called|named))? ?(?-i:(?P<v>[A-ZÀ-Þ][\w'-]+))?"),
)

CARE = slot_rules(
    ("!doctor", rf"\b(?:my|our) (?:new |own |current |family )?(?:doctor|gp|physician|paediatrician|pediatrician)(?: now| these days)?(?: {_IS}|:|,| is now)(?: called| now)? {_DR}"),
    ("!doctor", rf"\bwho my (?:doctor|gp) is: {_DR}|\b(?:registered with|see|under|switched to|moved to|seeing|patient of) (?P<n>(?-i:Dr\.? [A-Z][\w'-]+))"),
    ("!dentist", rf"\b(?:my|our) (?:new |current )?(?:dentist|orthodontist|hygienist)(?:'s name)?(?: now)?(?: {_IS}|:|,)(?: called| now| at)? {_DR}"),
    ("!vet", rf"\b(?:my|our|the) (?:new |current )?vet(?:'s name)?(?: now)?(?: {_IS}|:|,)(?: called| now| at)? {_DR}"),
    ("!therapist", rf"\b(?:my|our) (?:new |current )?(?:therapist|counsell?or|psychologist|psychiatrist|physio(?:therapist)?)(?:'s name)?(?: now)?(?: {_IS}|:|,)(?: called| now| at)? {_DR}"),
    ("!hairdresser", rf"\b(?:my|our) (?:new |current )?(?:hairdresser|barber|stylist)(?:'s name)?(?: now)?(?: {_IS}|:|,)(?: called| now| at)? {_DR}"),
    ("!landlord", rf"\b(?:my|our) (?:new |current )?(?:landlord|landlady|letting agent)(?:'s name)?(?: now)?(?: {_IS}|:|,)(?: called| now| at)? {_DR}"),
    ("!teacher: {q}", rf"\b(?:my|our) (?:new |current )?(?P<q>\w+ )?(?:teacher|tutor|coach|instructor|trainer)(?:'s name)?(?: now)?(?: {_IS}|:|,)(?: called| now| at)? {_DR}"),
    ("allergy: {q}", r"\ballerg(?:ic|y|ies) to (?P<v>(?P<q>[^,.;!?]+?))(?=$|[,.;!?]| (?:and|but|so|as|too|since|which|now|after|any ?more)\b)"),
    ("allergy: {q}", r"\b(?P<v>(?P<q>\w+)) (?:allergy|intoleran(?:t|ce))\b|\b(?P<n>[\w ]{3,25}) (?:sets? (?:me|him|her) off|brings me out in|makes me break out|gives me hives)"),
    ("dose: {q}", r"\b(?P<q>\w+)(?: tablets?| pills?)?(?: dose| dosage)?(?: is| to| at| of|:)?(?: now| up to| down to)* (?P<v>\d+(?:\.\d+)? ?(?:mg|mcg|ml|units|µg))\b"),
    ("dose: {q}", r"\b(?P<v>\d+(?:\.\d+)? ?(?:mg|mcg|ml|units|µg))(?: of)? (?P<q>[a-z]{4,})\b"),
    ("medication: {q}", r"\b(?:put|moved|switched|swapped|changed|transferred) me (?:over )?(?:on|to|onto|on to) (?P<v>(?P<q>[a-z]{5,}))\b(?! (?:team|department|contract))"),
    ("medication: {q}", r"\b(?:i take|i'm on|i'm taking|prescribed|put me on|started(?: me)? on|taking) (?:a |some |daily )?(?P<v>(?P<q>[a-z]{5,}(?:ine|ol|in|ide|one|am|ate|il|pril|statin|pam|fen|xin|zole)|antibiotics|antidepressants|insulin|the pill|statins|beta blockers|blood thinners|vitamin \w+|supplements?|magnesium))\b"),
    ("diet", r"\b(?P<v>vegan|vegetarian|veggie|pescatarian|pescetarian|flexitarian|keto(?:genic)?|paleo|carnivore|plant-based|gluten[- ]free|low[- ]carb|low fodmap|fodmap|dairy[- ]free|mediterranean|halal|kosher|intermittent fasting|sugar[- ]free|omnivore|whole30)\b(?! (?:restaurant|place|cafe|café|option|recipe|friend|cookbook|dish))"),
    ("diet", r"\b(?:i|we)(?:'ve| have|'m|'re| am)?(?: \w+)? (?:eating|eat|started eating|went back to eating|back to eating|back on)(?: \w+)? (?P<v>meat|fish|everything|chicken|anything)\b"),
    ("handedness", r"\b(?:left[- ]handed|left-?hander|lefty|leftie|southpaw|write with my left)\b", "left"),
    ("handedness", r"\b(?:right[- ]handed|right-?hander|righty)\b", "right"),
    ("handedness", r"\bambidextrous\b", "both"),
    ("blood", r"\bblood (?:type|group)(?: is|:)? (?P<v>(?:a|b|ab|o)(?:[+-]| positive| negative)?)\b"),
    ("smoking", r"\bi(?:'ve| have)?(?: \w+ly)? (?:quit|stopped|given up|packed it in)(?: now)? (?:for good|cold turkey)(?=$|[,.;!])"),
    ("smoking", r"\b(?:i (?:still |also |only |do )?(?:smoke|vape)|smoker|cigarettes?|vaping|smoking|ten a day|a pack a day)\b"),
    ("alcohol", r"\b(?:i(?:'m| am) (?:sober|teetotal)|teetotal(?:ler)?|don't drink(?: alcohol)?(?=$|[,.;!])|dry january|off the booze|(?:stopped|quit|gave up) drinking|alcohol)\b"),
    ("size: {q}", r"\bsize (?P<v>\d+(?:\.\d+)?|[xsml]{1,3})\b(?: in| for)? ?(?P<q>(?:[a-z]+ )?(?:shoes?|boots?|trainers|sneakers|trousers|jeans|shirts?|dress(?:es)?|gloves?|hats?|rings?|jackets?|skates|cleats|heels|sandals|helmets?))?"),
    ("size: {q}", r"\bmy (?P<q>(?:\w+ )?(?:shoe|boot|ring|shirt|dress|trouser|jeans?|hat|collar|waist|glove|helmet|bra|jacket|frame)) size(?: is|'s)?(?: now| actually)?(?: a| an)? (?P<v>[\w./-]+)"),
    ("size: {q}", r"\b(?:wear|take|i'm)(?: an?)? (?P<v>\d+(?:\.\d+)?|small|medium|large|extra large|[xsml]{1,3}) in (?P<q>[\w ]+?)(?=$|[,.;!?])"),
    ("height", r"\b(?:i'm|i am|my height is) (?P<v>\d(?:\.\d+)? ?(?:m|ft|foot|feet|')[\d '\"]*|\d{3} ?cm)(?: tall)?"),
    ("weight", r"\b(?:i weigh|my weight is|i'm down to|i'm up to|down to) (?P<v>\d+(?:\.\d+)? ?(?:kg|kilos?|lbs?|pounds|stone)[\d ]*)"),
    ("age", r"\b(?:i'm|i am|turned|turning|i've turned) (?P<v>\d{1,2}|twenty[- ]?\w*|thirty[- ]?\w*|forty[- ]?\w*|fifty[- ]?\w*)(?: years old| today| yesterday)?(?=$|[,.;!?]| (?:and|but|last|this|in|on|so)\b)"),
)  # fmt: skip

_MANY = r"(?:once|twice|thrice|(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+) times|(?:one|two|three|four|five|six|\d+) (?:days|nights|hours|evenings|mornings))"
RATES = slot_rules(
    ("rate: {q}", rf"\b(?:i|we)(?:'m|'ve)? (?:now |only |usually |still |mostly )*(?P<q>(?!(?:now )?work)[a-z][\w' ]{{1,40}}?)(?: now| only| about)* (?P<v>{_MANY} (?:a|per|each|every) (?:day|week|month|year|night))\b"),
    ("rate: {q}", r"\b(?:i|we)(?:'m|'ve)? (?:now |only |usually |still |mostly )*(?P<q>(?!(?:now )?work)[a-z][\w' ]{1,40}?)(?: now| only)* (?P<v>every (?:other |second |two |three |four |\d+ )?(?:days?|weeks?|months?)|daily|weekly|monthly|fortnightly)\b"),
)
NUMBERS = slot_rules(
    ("count: {q}", r"\b(?:i|we)(?:'ve| have)(?: got)?(?: now)? (?P<v>one|two|three|four|five|six|seven|\d+) (?P<q>(?:older |younger |little |big )?(?:brother|sister|sibling|child|children|kid|son|daughter|grandchild|grandchildren|grandson|granddaughter|cat|dog|rabbit|hen|chicken|bike|car|job)s?)\b"),
)

WORK = slot_rules(
    ("residence", rf"{_WHERE} (?:liv(?:e|es|ing)|settled|rent(?:s|ing|ed)?|based|moved|bought a (?:house|flat))\b"),
    ("workplace", rf"{_WHERE} (?:work(?:s|ing|ed)?|teach(?:es|ing)?|nurs(?:e|es|ing)|joined)\b"),
    ("school", rf"{_WHERE} (?:go(?:es)?|stud(?:y|ies|ying)|started(?: in)?|enrolled)\b"),
    ("remote", r"\b(?:work(?:ing)? (?:from home|remotely|in the office)|home office|office days?|remote days?|wfh)\b(?: (?:on|every|only))*(?P<v> [^,.;!?]+)?"),
    ("workplace", rf"\b(?:work|works|working|worked|nursing|teaching|job|employed|role|position|contract|intern(?:ing|ship)?)(?: [\w-]+){{0,6}}? (?:at|for|with) (?:a company called )?{N}"),
    ("workplace", rf"\b(?:started|start|starting|began|joined|joining|hired by|moved over to|jumped ship to|switched (?:jobs|employers|companies) to|signed with|gone over to|recruited by|first (?:day|week|month) (?:at|with)|new (?:job|role|gig|position|start) (?:at|with|is at|is with))(?: (?:at|with|as [\w ]+? (?:at|with)|a new job at|work(?:ing)? (?:at|for)))? {N}(?! (?:class|lesson|course))"),
    ("workplace", rf"\b(?:i'm|i am|i've been) (?:an? |the )?(?:[\w-]+ ){{1,4}}(?:at|for|with) {N}"),
    ("workplace", rf"\b(?:been|i'm|i am|now|moved over|gone over|back|signed on) (?:with|at|over to) (?P<v>(?-i:[A-ZÀ-Þ][\w'’&-]*(?: (?:&|and) [A-Z]\w+)?(?: [A-ZÀ-Þ][\w'’&-]*)*?) {_FIRM})"),
    ("workplace", rf"{N} (?:hired|employs|pays|recruited|took) (?:me\b|my (?:salary|wages|bills))|\b(?:got|landed|accepted|start(?:ed)?) (?:the |a )?(?:new )?(?:job|role|position) (?:at|with) {N.replace('<v>', '<n>')}"),
    ("workplace", rf"\b(?:my )?(?:employer|company|workplace|office|job)(?:'s name)?(?: now)? (?:is|'s)(?: now)?(?: with| at| called)? {N}"),
    ("workplace", r"\b(?:i'm|i am|we're)(?: now| currently| finally)* (?P<v>retired|unemployed|between jobs|self-employed|freelance|freelancing|out of work|on benefits|a stay-at-home \w+)\b|\bi(?:'ve)? (?:went|gone) (?P<n>freelance|self-employed)"),
    ("occupation", r"\bi(?:'m| am|'ve become| became|'ve been| have been| work as| now work as| retrained as| qualified as|'m working as|'m training as)(?: now| currently| also| still| actually| just)* (?:an? |the )(?P<v>(?:[\w-]+ ){0,3}?(?:(?!(?:resident|citizen|local|member|fan|lover|beginner|early riser|riser|owner|believer|loser|winner|stranger|mother|father|brother|sister|supporter|customer|smoker|drinker|listener|foreigner|sleeper|eater|never|ever|number|minor|better|older|younger|bigger|over|under|after|other|another|either)\b)(?-i:[a-z])[\w-]*?(?:er|or|ist|ian|ant|ent|yst|eer|ect|ive|man|woman|smith|wright|tect)|nurse|chef|cook|pilot|judge|clerk|coach|vet|doctor|guard|priest|model|midwife|surgeon|barista|freelancer|student|intern|apprentice|paramedic|mechanic|programmer|dev|developer|scribe|au pair|nanny|sommelier|postie|cop))\b"),
    ("occupation", r"\bi (?:translate|teach|write|design|repair|sell|build|edit|paint|fix|drive|manage|run|fly|bake) (?P<v>[\w ]+?) (?:for a living|for work|professionally|as a job)"),
    ("occupation", r"\b(?:my (?:job|profession|occupation|trade) is|by (?:trade|profession),? i'm|for a living,? i) (?:an? )?(?P<v>[\w ]+)"),
    ("title", r"\b(?:my (?:job |new )?title(?: is| 's|'s)?(?: now)?|(?:been |got |was |just )?promoted to|they made me|i've been made|made it to|step(?:ped)? up (?:as|to)|now (?:the )?)(?: (?:a|an|the))? (?P<v>(?:[\w-]+ ){0,3}?(?:manager|lead|head|director|senior|officer|vp|president|engineer|analyst|consultant|partner|associate|principal|chief|supervisor|editor|professor|lecturer|captain|sergeant|cto|ceo|cfo)(?: of [\w ]+| \w+)?)"),
    ("title", r"\b(?:i'm|i am)(?: now)? (?:the )?(?P<v>(?:head|director|chief|vice president|vp) of [\w ]+?)(?=$|[,.;!?]| (?:now|at|and)\b)"),
    ("team", rf"\b(?:(?:i'm|i am|moved|transferred|switched|reassigned|work|working)(?: now)? (?:on|in|to|onto|into|with) (?:the )?(?P<v>[\w-]+(?: [\w-]+)?) (?:team|squad|department|division|unit)|my team is(?: now)? (?:called )?{N.replace('<v>', '<n>')})\b"),
    ("salary", r"\b(?:my (?:salary|pay|wage|hourly rate|day rate)|i (?:now )?(?:earn|make|charge|get paid))(?: is| went up to| rose to| has gone up to|'s)?(?: now| about| around)* (?P<v>[£$€]?\d[\d.,]*k?[^,.;!?]*)"),
    ("!rent", r"\b(?:my|our|the) (?:rent|mortgage)\b[^.;,]{0,25}? (?:to|at) (?P<v>[£$€]?\d[\d.,]*k?)"),
    ("!rent", r"\b(?:my|our|the) (?:rent|mortgage)(?: is| went up to| goes up to| has gone up to|'s)?(?: now| about| around)* (?P<v>[£$€]?\d[\d.,]*k?)"),
    ("school", rf"\b(?:goes to|go to|attends?|enrolled (?:at|in)|studying at|study at|studies at|weeks? at|months? at|terms? at|(?<!first )days? at|in (?:year|grade) \w+ at|pupil at|student at|accepted (?:at|to|by)|a place at|nursery is|school is(?: now)?) (?:the )?{N}(?<! Monday)"),
    ("school", rf"^(?!.*\b(?:i|i'm|i've|we|we're)\b).*?\b(?:started at|starts at|starting at) (?:the )?{N}"),
    ("school", r"\b(?:been going to|going to|place at|starts? at) (?P<v>(?-i:[A-ZÀ-Þ][\w'’.-]*(?: [A-ZÀ-Þ][\w'’.-]*)*) ?(?:school|academy|primary|college|university|high|prep|grammar|nursery|kindergarten|elementary))"),
    ("school", r"\b(?:transferred to|switched to|moved to|changed to|now at|is at|left [\w' ]+ for) (?P<v>(?-i:[A-ZÀ-Þ][\w'’.-]*(?: [A-ZÀ-Þ][\w'’.-]*)*) ?(?:school|academy|primary|college|university|high|prep|grammar|nursery|kindergarten|elementary|middle|montessori))"),
    ("school", rf"\b(?:son|daughter|boy|girl|kid|child|niece|nephew|twins|kids|children)(?: [A-Z]\w+)? (?:is|are|'s)(?: now)? at (?:the )?{N}"),
    ("grade", r"\b(?:in|started|starting|into|start) (?P<v>(?:year|grade|form) \w+|(?:first|second|third|fourth|fifth|sixth|seventh|eighth) (?:grade|year)|reception|kindergarten)\b"),
    ("major", r"\b(?:an?|my) (?P<v>(?!new|first|second|good|university|college|bachelor|master|useless)[a-z]+) degree\b|\b(?:i'm|i am|started|now|am) (?:now )?(?:studying|majoring in) (?P<n>(?!for|hard|all|at|in|abroad|late|every|again|and|the|a|with|on)[a-z]+(?: (?!at|in|now|and|with|on|for|because)[a-z]+)?)"),
    ("major", r"\b(?:major(?:ing|ed)? in|studying|(?:i|we) study|studies|my (?:major|degree|course|phd|master's) is(?: now)?(?: in)?|switched (?:my )?(?:major|degree|course) to|changed (?:my )?(?:major|degree|course) to|reading) (?P<v>(?:\w+ )?(?:biology|chemistry|physics|math(?:s|ematics)|engineering|law|medicine|history|economics|psychology|philosophy|linguistics|sociology|business|computer science|literature|architecture|design|art|music|nursing|geography|politics|geology|astronomy|statistics|accounting|marketing|education|anthropology|theology|film|journalism|data science))\b"),
)  # fmt: skip

HOME = slot_rules(
    ("residence", rf"\b(?:live|lives|living|lived|reside|resides|residing|based|settled|settling|relocated|rent|renting|bought a (?:house|flat|place|home)|share a (?:house|flat|place|room)|have a room|place is|(?:my|our) flat is|(?:my|our) house is|got (?:the keys|a flat|a place)|new (?:flat|place|home|house|apartment)|staying|camping out|crashing)(?: [\w'-]+){{0,4}}? (?:in|at|to|near|outside|by|on|with) (?:the )?{N}"),
    ("residence", rf"\b(?:moved|moving|move|relocated|relocating|relocate|upped sticks|emigrated|decamped)(?: (?:back|out|over|in|down|up|here|together|house|home|flat|across|away|from|with|permanently|just|yesterday|all|the|way|my|our|family|everyone|kids|whole|abroad|country|north|south|east|west)){{0,5}}? (?:to|into|in) (?:the )?{N}"),
    ("residence", rf"\b(?:home|my (?:home|house|flat|apartment|hometown base|place)|our (?:home|house|flat|apartment|place)|the new (?:flat|house|apartment)|home base|home town now)(?: for (?:me|us))? ?(?:is|'s)(?: now| currently)?(?: in| at)? {N}|\bcall {N.replace('<v>', '<n>')} home"),
    ("!residence", r"\b(?P<city>(?-i:[A-Z]\w+)) is (?:now )?(?:(?:my|our) )?(?:new )?home\b(?! to\b| town)"),
    ("residence", rf"\b(?:keys (?:for|to) (?:a|my|our|the)(?: new)? (?:place|flat|house|home|apartment|room)|moved (?:house|flat|home|again)[^.;]{{0,25}}?) (?:in|to) {N}|\bi(?:'m| am) (?:now )?an? {N.replace('<v>', '<n>')} (?:resident|local)\b"),
    ("residence", rf"\b(?:i'm|we're|i am|we are)(?: now| currently)? (?:a )?(?:in|over in|out in) {N}"),
    ("!residence", rf"\b(?:gave|handed|given) (?:us|me) (?:\w+ ){{0,3}}?keys(?: [\w'-]+){{0,6}}? (?:in|to) {N}"),
    ("residence", rf"\b(?:(?:got|picked up|collected|have|finally)\b[^.;,]{{0,20}}? keys|(?:unpack(?:ed|ing)|last box(?:es)?|moving van|removal van|movers)\b(?![^.]*(?:suitcase|bags?|luggage))|sign(?:ed|ing)\b[^.;,]{{0,12}}? lease|put down roots|(?:got|bought|found) (?:a|an|our|my) (?:\w+ )?(?:flat|house|apartment|studio))(?: [\w'-]+){{0,6}}? (?:in|to) {N}"),
    ("hometown", rf"\b(?:grew up in|born(?: and raised| and bred)? in|raised in|i'm (?:originally )?from|come from|originally from|hometown is) {N}"),
    ("!address", r"\b(?:live|living|lives|moved) (?:at|to) (?P<n>\d+\w? (?-i:[A-ZÀ-Þ])[\w' -]+)"),
    ("!address", r"\b(?:my|our) (?:new |postal |home |mailing )?address (?:is|'s)(?: now)? (?P<v>[^;!?]+)"),
    ("parking", r"\bpark(?:ing)? (?:space|spot|bay|place|number|slot)(?: number)? (?:is|'s|:)(?: now| actually)? (?P<v>[^,.;!?]+)"),
    ("!wifi", r"\bwi-?fi(?: (?:name|network|ssid))? (?:is|'s)(?: now)?(?: called)? (?P<v>\S+)"),
    ("!provider: {q}", rf"\b(?:have|get|got|use) (?:our |my |the )?(?P<q>broadband|internet|electricity|energy|gas|mobile|phone)(?: \w+)? (?:from|with|by|through) {N}"),
    ("!provider: {q}", r"\b(?:i'm|we're|i am|we are)(?: now)? with (?-i:(?P<v>[A-ZÀ-Þ][\w'-]*)) for (?:my |our )?(?P<q>broadband|internet|electricity|energy|gas|mobile|phone|power|water)"),
    ("!provider: internet", r"\b(?:my|our) (?:internet|broadband|isp|internet provider|wifi provider)(?: provider)? (?:is|'s)(?: now)?(?: with)? (?P<v>[^,.;!?]+)"),
    ("!provider: phone", rf"\b(?:my|our) (?:phone|mobile|network) (?:provider|carrier|network|contract|plan) (?:is|'s)(?: now)?(?: with)? {N}"),
    ("!provider: {q}", rf"\b(?:switched|changed|moved)(?: our| my| the)? (?P<q>broadband|internet|electricity|energy|gas|mobile|phone)(?: \w+)? (?:provider |supplier )?(?:to|over to) {N}"),
    ("!bank", rf"\b(?:salary|wages?|pay|paycheck|pension|paid)\b[^.;]{{0,25}}? (?:goes|go|paid|lands?|comes?|arrives?|deposited|sent)?(?: straight| now)? ?(?:in|into|at|to) (?:my |the |our )?{N}(?: bank| savings| current)?(?: account)?\b"),
    ("!bank", rf"\b(?:i|we) (?:now )?bank with {N}|\bmy (?:new |main )?bank (?:account )?(?:is|'s)(?: now)?(?: with| at)? {N.replace('<v>', '<n>')}|\b(?:switched|moved|opened)(?: my| our| a| an)?(?: current| checking| bank| savings)? (?:banks?|accounts?|money) (?:over )?(?:to|with|at) {N.replace('<v>', '<m>')}"),
    ("!gym", rf"\b(?:go to|going to|at|joined|member of|switched to|moved to) (?:the )?{N} (?:gym|fitness|health club)\b"),
    ("!gym", rf"\b(?:my|our) (?:new )?gym (?:is|'s)(?: now)?(?: called)? {N}|\b(?:train|work out|workout|go to the gym|member|joined a gym)(?: \w+){{0,2}}? (?:at|called|of) {N.replace('<v>', '<n>')}"),
    ("!insurance: {q}", rf"\b(?:i'm|we're|i am|we are)(?: now)? insured (?:with|by|through) {N}|\b(?:my|our) (?P<q>car|home|health|pet|travel|life)? ?(?:insurance|cover|policy|insurer)(?: is| comes| has)?(?: now)?(?: gone| moved)? (?:with|from|through|to|by) {N.replace('<v>', '<n>')}"),
    ("!insurance: {q}", rf"\b(?:my|our) (?P<q>car|home|health|pet|travel|life)? ?(?:insurance|insurer) (?:is|'s)(?: now)?(?: with)? {N}"),
)  # fmt: skip

THINGS = slot_rules(
    ("car", r"\b(?:my|our|the) (?:new |old |current )?(?:car|van|truck|motor|wheels|ride)(?:'s| is| was)(?: now)? (?:an? |the )?(?P<v>[^,;.!?]+)"),
    ("car", rf"\b(?:drive|drives|driving|drove|bought|got|own|have|leased?|leasing|picked up|switched to|traded [\w ]+ (?:for|in for)|replaced [\w ]+ with|upgraded to|sold|swapped [\w ]+ for|there's|there is)(?: \w+){{0,2}}? (?:an? |the |my |our )?(?P<v>(?:[\w-]+ ){{0,3}}?{CARS}\b[^,;.!?]*?)(?=$|[,;.!?]| (?:now|and|but|for|last|this|because|which)\b)"),
    ("bike", r"\b(?:my|our) (?:new |old )?(?:bike|bicycle|motorbike|motorcycle|scooter)(?:'s| is)(?: now)? (?:an? )?(?P<v>[^,;.!?]+)"),
    ("phone", r"(?P<v>\+?\d[\d ()-]{6,}\d)[^.!?;]{0,30}?\b(?:as|is|for|under) my (?:new )?(?:phone|mobile|number|cell|contact)"),
    ("bike", rf"\b(?:ride|riding|rode|on|bought|got|have|own)(?: \w+){{0,2}}? (?:an? |the |my )(?P<v>(?:[\w-]+ ){{0,2}}?{_MOTO}\b[^,;.!?]*?)(?=$|[,;.!?]| (?:now|and|but|to|for)\b)"),
    ("phone: {q}", r"(?:\b(?P<q>work|office|home|business|landline|emergency)(?: phone| number| mobile| cell)[^.!?;]{0,40}? )(?P<v>\+?\d[\d ()-]{6,}\d)"),
    ("phone", r"\b(?:number|digits|reachable|mobile|phone|cell|reach me|call me|text me|whatsapp|ring me)\b[^.!?;]{0,60}?(?P<v>\+?\d[\d ()-]{6,}\d)"),
    ("email: {q}", r"(?:\b(?P<q>work|private|personal|school|business|office|university|home|uni|company)(?: e-?mail)[^@]{0,30}? )?(?P<v>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"),
    ("device: phone", r"\b(?P<v>i?phone ?\d+[\w ]*|iphone(?: \w+)?|pixel ?\d*[\w]*|galaxy \w+|oneplus ?\w*|fairphone ?\d*|xiaomi ?\w*|nokia ?\w*|huawei ?\w*)\b"),
    ("device: laptop", r"\b(?P<v>macbook(?: (?:air|pro))?|thinkpad(?: \w+)?|chromebook|dell xps(?: \d+)?|surface (?:laptop|pro)|framework laptop|zenbook|lenovo \w+)\b"),
    ("device: {q}", r"\bmy (?:new |work |old |current )?(?P<q>phone|laptop|tablet|camera|headphones|earbuds|watch|smartwatch|e-reader|printer|monitor|keyboard|console|computer|tv)(?:'s| is| are)(?: now)? (?:an? )?(?P<v>[^,;.!?]+)"),
    ("tool: {q}", rf"\b(?:switched|moved|changed|gone over) (?:over )?to {N} as (?:my|our) (?:new |main |default )?(?P<q>\w+)"),
    ("tool: {q}", r"\b(?:my|our) (?:go-to |main |new |default |usual |current |favou?rite )?(?P<q>editor|ide|browser|operating system|os|note(?:-taking| taking)? app|calendar app|to-?do app|password manager|email client|search engine|shell|terminal|framework|database|stack)(?:'s| is)(?: now)? (?P<v>[^,;.!?]+)"),
    ("!code: {q}", r"\b(?:the |my |our )?(?P<q>[\w' -]{0,40}?(?:code|pin|password|passcode|combination|combo|passphrase|key ?code)(?: (?:for|of|to|on) (?:the |my |our )?[\w' -]+?)?) (?:is|was|'s|should (?:be|read)|has (?:been )?changed to|changed to|reads|:)(?: now| actually| really)? ?(?P<v>\S*[\d]\S*|\S+)"),
    ("!seat: {q}", r"\b(?:my|our) (?P<q>seat|locker|desk|room|cabin|gate|platform)(?: number)? (?:is|'s)(?: now)? (?P<v>[\w -]+?)(?=$|[,;.!?])"),
    ("!favourite: {q}", r"\b(?:my|our) (?:all-time |absolute |new |current |number one )*favou?rite (?P<q>[\w ]+?)(?: of all time| ever| now| these days)*(?: is|'s| has to be| are| would be| remains| became| has become)(?: now| still| actually| definitely)* (?P<v>[^,;.!?]+)"),
    ("!favourite: {q}", r"\b(?P<v>[\w' ]+?) (?:is|has become|became|'s)(?: now| easily| definitely| officially| still)*(?: by far)? my (?:all-time |absolute |new |current )*(?:favou?rite|number one|go-to|top) (?P<q>\w+)"),
    ("!drink", r"\b(?:my usual(?: order)?(?: is|'s)?|i (?:always |only |mostly |usually )?(?:order|drink)|i've switched to|switched to) (?:an? |the )?(?P<v>(?:\w+ ){0,3}?(?:coffee|tea|latte|cappuccino|espresso|americano|flat white|rooibos|matcha|decaf|chai|mocha|cortado|water|cola|kombucha|herbal tea|oat milk \w+))\b"),
    ("bedtime", r"\b(?:go to bed|bedtime is|in bed by|asleep by|to sleep at|lights out)(?: at| around| by| is)*(?: now)? (?P<v>[\w: .]+?)(?=$|[,;!?])"),
    ("waketime", r"\b(?:get up|wake up|alarm (?:is|goes|set|to|for)|up (?:at|by))(?: at| around| by| is| for| set| off)*(?: now)? (?P<v>\d[\w: .]*?|half past \w+|six|seven|five|eight)(?=$|[,;!?]| (?:every|on|these|now|to)\b)"),
    ("commute", r"\b(?:commute by (?P<v>\w+)|(?P<n>cycle|drive|walk|bike|take the (?:bus|train|tube|tram|metro|subway|ferry)) to (?:work|the office|school|campus))\b"),
    ("religion", r"\bi(?:'m| am)(?: a)? (?P<v>catholic|muslim|jewish|buddhist|hindu|atheist|christian|protestant|sikh|agnostic|quaker)\b"),
    ("personality", r"\b(?:i'm|i am|my mbti is|my type is)(?: an?)? (?P<v>[ei][ns][tf][jp])\b"),
    ("nationality", r"\b(?:citizenship|i'm|i am) (?P<v>british|american|canadian|french|german|irish|polish|indian|korean|japanese|chinese|italian|spanish|australian|dutch|swedish|brazilian)(?= citizen|$|[,.;!])"),
    ("language: {q}", r"\b(?:speak|speaks|speaking|learning|learn|study|studying|fluent in|exam in|native|mother tongue is|classes in|conversational|grew up (?:with|speaking)|picked up|taking up|passed [\w ]+ in) (?:\w+ )?(?P<v>(?P<q>(?-i:[A-Z][a-z]+(?:ish|ese|ch|an|ic|i|alog|ek|in|ish|nish|ian|ew|ili|lish|u|uguese|du)|Welsh|Thai|Dutch|Greek|Hindi|Urdu|Norse|ASL|BSL)))\b(?! (?:food|cooking|history|art|wine))"),
)  # fmt: skip

LESSONS = slot_rules(
    ("lesson: {q}", r"\b(?:have|take|taking|attend|do|doing|go to|started|signed up for|enrolled in|joined) (?:an? |my |some )?(?P<v>(?P<q>[a-z]+)) (?:lessons?|class(?:es)?|course|training|workshops?|sessions)\b"),
    ("instrument: {q}", r"\bi (?:\w+ )?(?:play|practi[cs]e|am learning|started learning) (?:the )?(?P<v>(?P<q>piano|guitar|violin|viola|cello|clarinet|flute|drums?|sax(?:ophone)?|trumpet|oboe|harp|ukulele|bass|banjo|accordion|trombone|mandolin|organ))\b"),
)  # fmt: skip

SCHEDULE = slot_rules(
    ("!deadline: {q}", r"\b(?:deadline (?:for|of|on) (?:the |my |our )?(?P<q>[\w' -]+?)|(?:the |my |our )?(?P<k>[\w' -]+?) deadline)(?: is| was|'s| has been| has| got| moved| slipped| now)*(?: (?:moved|pushed|extended|brought|shifted|changed|postponed|slipped))?(?: back| forward| out)?(?: to| till| until| on| by)? (?P<v>[^,;!?]+)"),
    ("!deadline: {q}", r"\b(?:the |my |our )?(?P<q>[\w' -]+?) (?:is|are|'s)(?: now)? due(?: on| by| in| at)? (?P<v>[^,;!?]+)"),
    ("trip: {q}", r"\b(?:flights?|tickets?|trip|holiday|vacation|travel(?:l?ing)?|flying|going|heading|off|fly|booked|hotel|honeymoon|cruise|getaway|weekend)(?: \w+){0,4}?(?: to| in| for|:) (?P<v>(?P<q>(?-i:(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March\b|April|May\b|June|July|August|September|October|November|December|Christmas|Easter)[A-ZÀ-Þ][\w'-]+(?: [A-ZÀ-Þ][\w'-]+)?)))(?![\w' ]*(?:'s))"),
)  # fmt: skip

_SCHOOLS = tuple(rule for rule in WORK if rule.slot in ("grade", "school", "remote", "major"))
_JOBS = tuple(rule for rule in WORK if rule not in _SCHOOLS)
_STAY = tuple(rule for rule in HOME if rule.slot in ("residence", "hometown"))
_FIXED = tuple(rule for rule in HOME if rule not in _STAY)
SLOTS = Rules(PEOPLE + CARE[:8] + SCHEDULE[:2] + _FIXED + RATES + CARE[8:] + THINGS + _SCHOOLS + _JOBS + _STAY + LESSONS + SCHEDULE[2:] + MENTIONS + NUMBERS)
