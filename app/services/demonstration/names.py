"""Names for invented people: first names of many origins, and family names that we made up."""

WOMEN = (
    "Abena", "Adaeze", "Aisha", "Alys", "Amara", "Amelia", "Anjali", "Anwen", "Bethan", "Blessing", "Bridget", "Carys",
    "Chantelle", "Cerys", "Danuta", "Deborah", "Delphine", "Dilys", "Eira", "Elspeth", "Esme", "Farida", "Fatima",
    "Fiona", "Gemma", "Grace", "Gwen", "Habiba", "Harpreet", "Hazel", "Heather", "Ines", "Isla", "Ivana", "Jade",
    "Jasmin", "Joanna", "Kadiatou", "Karolina", "Kelly", "Keziah", "Kirsty", "Latoya", "Leanne", "Lorna", "Lowri",
    "Magda", "Maryam", "Megan", "Mei", "Monique", "Nadia", "Naomi", "Natalia", "Nerys", "Nicola", "Niamh", "Oluchi",
    "Paula", "Pearl", "Priya", "Rania", "Rhian", "Roisin", "Rosa", "Ruth", "Sabina", "Samira", "Sandra", "Shanice",
    "Shabnam", "Sian", "Simone", "Sinead", "Stacey", "Sunita", "Tamsin", "Tanya", "Teresa", "Thandiwe", "Tracy",
    "Ursula", "Valentina", "Verity", "Wendy", "Xin", "Yasmin", "Yetunde", "Zara", "Zofia",
)  # fmt: skip

MEN = (
    "Abdul", "Aled", "Andrzej", "Ashok", "Barnaby", "Callum", "Carlton", "Darren", "Delroy", "Dylan", "Emeka", "Farhan",
    "Gareth", "Gethin", "Hamza", "Hugo", "Imran", "Ivor", "Jamal", "Jerome", "Kieran", "Kofi", "Lee", "Liam", "Marcin",
    "Marlon", "Neville", "Nigel", "Owain", "Paolo", "Quentin", "Rhodri", "Ricardo", "Sanjay", "Shaun", "Tariq",
    "Terence", "Tomasz", "Usman", "Viktor", "Wesley", "Winston", "Yusuf", "Zdenek",
)  # fmt: skip

FAMILY = (
    "Abernook", "Adewumbi", "Alderwick", "Amberley-Stott", "Anjorim", "Applegarn", "Ashgrove-Lee", "Bahramdi",
    "Balogundo", "Banerjiwal", "Barleymoor", "Bexcombe", "Birchenhall", "Boatengu", "Brackenfold", "Bramblewood",
    "Caddowen", "Chaudreshi", "Chenlow", "Clovermere", "Coldharrow", "Cwmbrannon", "Danjumba", "Dellamarra",
    "Dhillonby", "Dovestone", "Duskfield", "Eldermarsh", "Emberleigh", "Eyitopey", "Fairweald", "Farooqand",
    "Fennimore-Ash", "Ferreirinho", "Foxholme", "Gillieshaw", "Glynfawr", "Gorsedale", "Greywether", "Gurungdi",
    "Hallowby", "Harthill-Orme", "Hawksmere", "Hazelrigge", "Hollinbeck", "Hussainwar", "Ibekwemba", "Inglethorne",
    "Iqbalani", "Ivesdale", "Jagielnik", "Janoska", "Junipere", "Kamarandi", "Kaurdip", "Kellowick", "Kestrelby",
    "Kowalinek", "Kwartengo", "Larkhollow", "Lindenmoor", "Llanfeddyn", "Lowestane", "Mahmoudri", "Mapleburn",
    "Marshwiggin", "Mbekanda", "Meadowcroftby", "Mistlewood", "Moorcastle", "Mossgillen", "Nettlecombe-Day",
    "Nguyendo", "Nightingdale", "Nowakiel", "Oakenshade", "Obafemidu", "Okonjola", "Orchardleigh", "Osmanthus",
    "Patelwari", "Pebbleton", "Pendragwyn", "Petrescovu", "Plumtrey", "Quarrington-Fell", "Quillfeather", "Rahmandi",
    "Ravensgill", "Reedwater", "Rhosgarreg", "Rowanberry", "Rushmoorland", "Saltersby", "Santorelli", "Sedgewater",
    "Shahzadeh-Moon", "Silverbeck", "Singhari", "Snowdrake", "Sorrelby", "Stillwater-Pike", "Summerscale-Toft",
    "Swallowtail", "Tamarisko", "Tanglewood", "Thistlemere", "Thornbeck", "Trevannock", "Tumbleford", "Underbrook",
    "Uzoamara", "Valerianu", "Vanderloft", "Vinestead", "Wahlingham", "Watermint", "Wellowdene", "Whinberry",
    "Whitethorne", "Willowbrook-Hay", "Windlestraw", "Wojtanek", "Wychwoode", "Yarrowdale", "Yildirimo", "Zaborska",
    "Zephyrine",
)  # fmt: skip
