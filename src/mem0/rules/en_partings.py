# ruff: noqa: E501 - one pattern a line reads better than broken ones
"""English: verbs of ending whose object is a pronoun, a family word or left out, and the sorts of things that they end."""

from __future__ import annotations

from .partings import partings

_IT = r"(?:it(?: all)?|that|them|him|her|this|the (?:whole|entire) (?:thing|lot|trip|plan|idea)|the (?:whole )?(?:thing|lot|plans?|idea)|(?:all|most) of it|everything)"
_MINE = r"(?:my|our) (?:place|spot|slot|bib|entry|ticket|tickets|seat|seats|number|share|shares|half|deposit|booking|reservation|registration)"
PARTINGS = partings(
    (
        rf"\b(?:scrap(?:ped|ping)|binned|called|cancel+ed|ditched|shelved|dropped|abandoned|pulled the plug on|axed|nixed|bailed on|backed out of|pulled out of|canned|knocked)\b (?:{_IT})(?: off| on the head)?\b|\bcalled {_IT} off\b|\b(?:got|getting|get|given|want(?:ed)?|asked for) (?:our|my|the|a|all our)(?: full)? (?:money|deposit|fees?|fare|fares) (?:back|refunded)\b|\brefund(?:ed)?\b"
        rf"|\b(?:isn't|not) (?:happening|going ahead|going any ?more)\b|\b(?:it|that|the (?:whole )?(?:thing|lot|trip|plan))(?:'s| is| was| has| have)?(?: all)? (?:off|fallen through|fell through|cancel+ed|called off|been (?:cancel+ed|called off|scrapped|postponed indefinitely))\b|\b(?:giv(?:en|ing)|gave|pass(?:ed|ing)|sold|selling|hand(?:ed|ing)|transferr(?:ed|ing)|offered|forfeit(?:ed)?|lost) (?:up |away |on |over )?{_MINE}\b|\bwithdr(?:ew|awn|awing)\b|\bpulled out\b|\bdeferred\b|\bstaying (?:put|home|here) (?:instead|after all)\b|\bnot (?:running|racing|flying|travelling|taking part|competing)\b",
        "trip deadline venue course goal", "trip, event, appointment, meeting, course, exercise", True,
    ),
    (
        rf"\b(?:buried|cremated) (?:{_IT}|the (?:little |old |poor |wee )*(?:fella|guy|man|lad|boy|girl|lady|mite|soul|thing|one|darling)|(?:my|our) [\w ]{{2,20}})|\b(?:put|had) (?:{_IT}|the (?:old |poor |little )*(?:boy|girl|lad|fella|thing)) (?:down|put down|put to sleep|to sleep)\b|\bcrossed the rainbow\b|\brainbow bridge\b|\b(?:he|she|it)(?:'s| is| was|'d)? (?:died|passed(?: away| on)?|gone to sleep for good|no longer with us|slipped away)\b|\brehomed (?:{_IT})\b|\b(?:he|she) (?:now )?(?:lives|has gone|went) (?:with|to live with)\b|\bthe (?:cage|tank|basket|hutch|kennel|lead)(?:'s| is| was)(?: now)? (?:empty|for sale)\b",
        "pet", "pet", False,
    ),
    (
        r"\b(?:he|she|they)(?:'s| has)? (?:left me(?=$|[,.;!]| (?:for|in|last|this|after|and|because)\b)|moved out|dumped me|ended (?:it|things)|called it (?:off|quits|a day)|walked out|gave (?:me )?(?:back )?the ring(?: back)?)\b|\b(?:i|we)(?:'ve| have)? (?:ended it|ended things|called it (?:quits|a day)|called time on (?:it|us|things)|gone our separate ways|went our separate ways|parted ways|split|broke it off|dumped (?:him|her)|left (?:him|her))\b|\bback on the (?:apps|market|dating scene)\b|\bsingle again\b|\bit(?:'s| is) over between\b|\bno longer together\b|\b(?:my|the) ex now\b",
        "partner marital", "romance", False,
    ),
    (
        rf"\b(?:sold|flogged|got rid of|scrapped|traded in|part-exchanged|offloaded|donated|gave (?:away )?(?!it (?:our|my|a|all|some|up|another|the))|given (?:away )?(?!it (?:our|my|a|all|some|up|another))|returned|sent back|handed back|smashed|wrote off|pawned) ?(?:{_IT})\b|\b(?:it|that|she|he)(?:'s| is| was| has| went| got)? ?(?:gone |been |finally |just )*(?:to the (?:scrapyard|scrap heap|tip|dump|knacker's yard|great \w+ in the sky)|sold|written off|scrapped|stolen|nicked|pinched|towed away|given up the ghost|died for good|beyond repair|totalled|off to (?:its|a) new (?:owner|home))\b|\b(?:on|via) (?:ebay|gumtree|marketplace|vinted|craigslist)\b(?=.*\b(?:gone|sold|went)\b)",
        "car bike device instrument possession lesson", "car, bike, gaming, music lesson", False,
    ),
    (
        rf"\b(?:cancel+ed|unsubscribed|stopped paying|didn't renew|not renewing|let (?:it|that|them) (?:lapse|expire|run out)|got rid of|cut|killed|ditched|binned|axed|dropped) ?(?:{_IT}|the subscription|the membership|the direct debit|the trial)?\b(?=.*\b(?:subscri\w+|direct debit|member\w*|month|trial|pay\w*|it|them|that)\b)|\bthe (?P<g>music|film|tv|video|book|audiobook|news|gym|language|streaming|fitness|paper|magazine|box|meal|food|wine|coffee) (?:one|app|service|subscription|thing|box)(?:'s| is| has)? (?:now )?(?:gone|cancel+ed|history|toast|over|been cancel+ed|off)\b",
        "subscription gym provider", "subscription, music streaming, video streaming, reading", False,
    ),
    (
        rf"\b(?:packed|jacked|chucked|sacked|knocked) (?:{_IT}) (?:in|off|on the head)\b|\bpacked in\b|\bthr(?:ew|own) in the towel\b|\b(?<!of )(?<!without )(?<!rather than )(?:gave|given|giving) up(?: on {_IT}| altogether| entirely| for good)?(?=$|[,.;!]| (?:after|because|and|last|in|on|when)\b)|\bcouldn't (?:keep|stick|hack) (?:{_IT})(?: up| out)?\b|\bfell off the wagon\b|\bdropped out\b|\b(?:quit|stopped|dropped) (?:{_IT})\b|\bnot doing (?:{_IT}) any ?more\b|\bback to (?:normal|my old ways|eating (?:normally|everything|whatever|like))\b|\b(?:eat(?:ing)?|ate) [\w ]{{0,24}}(?:like a normal person|normally|again|whatever i (?:like|want))\b|\boff the (?:diet|wagon)\b|\bdone with (?:{_IT})\b",
        "diet hobby exercise lesson course smoking alcohol goal club language instrument volunteering rate", "diet, exercise, course, music lesson, club, smoking, alcohol, caffeine, volunteering", False,
    ),
    (
        r"\b(?:quit|resigned|handed in my (?:notice|badge|keys|laptop)|got (?:the sack|sacked|fired|the boot|my p45)|been (?:let go|laid off|made redundant|sacked)|last day (?:was|today|at work)|walked out|out of (?:a job|work)|no longer employed|retired|signing on|on the dole|between jobs)\b",
        "workplace occupation title team", "", False,
    ),
)  # fmt: skip
