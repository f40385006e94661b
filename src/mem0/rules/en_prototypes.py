"""English: example sentences of slots, for statements in words that no pattern has."""

from __future__ import annotations

PROTOTYPES: dict[str, tuple[str, ...]] = {
    "residence": (
        "I live in a town by the sea", "My home is in the city centre", "We settled down in another city",
        "I've got the keys to my new flat in that neighbourhood", "Our new house is in the village",
    ),
    "workplace": (
        "I work for a large company", "My employer is a law firm", "I joined a new company this week",
        "My new office is at that firm", "The company that employs me sells furniture",
    ),
    "occupation": (
        "I'm a teacher by profession", "My job is repairing cars", "I earn my living as a carpenter",
        "I qualified as a nurse", "I do accounting for a living",
    ),
    "partner": (
        "My girlfriend is called Anna", "I'm in a relationship with Tom", "My husband's name is Peter",
        "I started seeing somebody new", "We are a couple now",
    ),
    "diet": (
        "I don't eat meat or fish", "I follow a vegan diet", "I've gone gluten free", "I'm back to eating dairy and eggs",
    ),
    "car": (
        "I drive an old estate car", "We bought a second-hand van", "My new car is electric", "I traded in my hatchback",
    ),
    "phone": ("You can reach me on this number", "My mobile number has changed", "Call me on my new phone number"),
    "doctor": ("My doctor works at the surgery in town", "I'm registered with another doctor now"),
    "school": ("My daughter goes to the primary school in our street", "He changed to another school after the summer"),
    "allergy": ("I'm allergic to peanuts", "Eggs give me a rash", "My throat swells when I eat shellfish"),
    "language": ("I speak French fluently", "I'm learning to speak Italian", "My mother tongue is Arabic"),
    "pet": ("We have a dog and a cat", "Our new puppy sleeps in a basket", "I keep two rabbits"),
    "hobby": (
        "In my free time I paint", "I've taken up pottery as a hobby", "I love gardening at the weekend",
        "I collect stamps and coins",
    ),
    "trip": ("We're travelling to Spain in the summer", "I booked flights for our holiday", "Our trip to Greece is in June"),
    "favourite": ("My favourite band plays folk", "I like this restaurant best of all", "Nothing beats this book for me"),
    "bedtime": ("I go to bed early", "I usually fall asleep around midnight"),
    "bank": ("My bank account is with that bank", "I moved my savings to another bank"),
    "subscription": ("I pay for a monthly subscription", "I have a streaming membership"),
    "medication": ("I take tablets for my blood pressure", "The doctor prescribed new pills"),
}  # fmt: skip
