"""The analytes a profile may name, by our identifier. A code is bound to one of these or to nothing."""

ANALYTES = frozenset(
    {
        "amphetamine",
        "barbiturates",
        "benzodiazepines",
        "buprenorphine",
        "caffeine",
        "cocaine",
        "etomidate",
        "ketamine",
        "methcathinone",
        "mdma",
        "methadone",
        "methamphetamine",
        "morphine",
        "opiates",
        "oxycodone",
        "phencyclidine",
        "propoxyphene",
        "thc",
        "tricyclics",
    }
)
