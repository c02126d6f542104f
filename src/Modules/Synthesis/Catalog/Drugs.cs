namespace Carewright.Synthesis.Catalog;

/// <summary>The drugs that the clinic's prescribers use; single RxNorm clinical drugs.</summary>
internal static class Drugs
{
    private const string Tablet = "tablet";
    private const string Capsule = "capsule";
    private const string Puff = "puff";
    private const string Thin = "application";
    private const string Mouth = "Oral";
    private const string Skin = "Topical";
    private const string Lung = "Inhalation";

    public static readonly Drug Metformin500 = new("861007", "metformin hydrochloride 500 MG Oral Tablet", "metformin 500 mg", "Take 1 tablet twice a day with meals", Dose.TwiceDaily(1, Tablet), Mouth);
    public static readonly Drug Metformin1000 = new("861004", "metformin hydrochloride 1000 MG Oral Tablet", "metformin 1,000 mg", "Take 1 tablet twice a day with meals", Dose.TwiceDaily(1, Tablet), Mouth);
    public static readonly Drug Lisinopril10 = new("314076", "lisinopril 10 MG Oral Tablet", "lisinopril 10 mg", "Take 1 tablet every morning", Dose.Daily(1, Tablet), Mouth) { Family = DrugFamily.AceInhibitor };
    public static readonly Drug Lisinopril20 = new("314077", "lisinopril 20 MG Oral Tablet", "lisinopril 20 mg", "Take 1 tablet every morning", Dose.Daily(1, Tablet), Mouth) { Family = DrugFamily.AceInhibitor };
    public static readonly Drug Losartan50 = new("979492", "losartan potassium 50 MG Oral Tablet", "losartan 50 mg", "Take 1 tablet every morning", Dose.Daily(1, Tablet), Mouth);
    public static readonly Drug Amlodipine5 = new("197361", "amlodipine 5 MG Oral Tablet", "amlodipine 5 mg", "Take 1 tablet every morning", Dose.Daily(1, Tablet), Mouth);
    public static readonly Drug Atorvastatin20 = new("617310", "atorvastatin 20 MG Oral Tablet", "atorvastatin 20 mg", "Take 1 tablet every evening", Dose.Daily(1, Tablet), Mouth);
    public static readonly Drug Atorvastatin40 = new("617311", "atorvastatin 40 MG Oral Tablet", "atorvastatin 40 mg", "Take 1 tablet every evening", Dose.Daily(1, Tablet), Mouth);
    public static readonly Drug Levothyroxine50 = new("966221", "levothyroxine sodium 0.05 MG Oral Tablet", "levothyroxine 50 micrograms", "Take 1 tablet every morning, 30 minutes before breakfast", Dose.Daily(1, Tablet), Mouth);
    public static readonly Drug Levothyroxine75 = new("966222", "levothyroxine sodium 0.075 MG Oral Tablet", "levothyroxine 75 micrograms", "Take 1 tablet every morning, 30 minutes before breakfast", Dose.Daily(1, Tablet), Mouth);
    public static readonly Drug Albuterol = new("2123111", "NDA020503 200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", "albuterol inhaler", "Inhale 2 puffs every 4 to 6 hours when wheezing", new Dose(2, Puff, 4, 1, "d"), Lung) { AsNeeded = true };
    public static readonly Drug Fluticasone = new("895994", "120 ACTUAT fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler", "fluticasone inhaler", "Inhale 2 puffs twice a day and rinse the mouth", Dose.TwiceDaily(2, Puff), Lung);
    public static readonly Drug FluticasoneNasal = new("1797907", "fluticasone propionate 0.05 MG/ACTUAT Metered Dose Nasal Spray", "fluticasone nasal spray", "1 spray into each nostril once a day", Dose.Daily(2, "spray"), "Nasal");
    public static readonly Drug Tiotropium = new("485032", "tiotropium 0.018 MG Inhalation Powder", "tiotropium 18 micrograms", "Inhale the contents of 1 capsule once a day", Dose.Daily(1, Capsule), Lung);
    public static readonly Drug Omeprazole20 = new("198051", "omeprazole 20 MG Delayed Release Oral Capsule", "omeprazole 20 mg", "Take 1 capsule before breakfast", Dose.Daily(1, Capsule), Mouth);
    public static readonly Drug Omeprazole40 = new("200329", "omeprazole 40 MG Delayed Release Oral Capsule", "omeprazole 40 mg", "Take 1 capsule before breakfast", Dose.Daily(1, Capsule), Mouth);
    public static readonly Drug FerrousSulfate = new("310325", "ferrous sulfate 325 MG Oral Tablet", "ferrous sulfate 325 mg", "Take 1 tablet every other day with water", new Dose(1, Tablet, 1, 2, "d"), Mouth);
    public static readonly Drug Sumatriptan = new("313161", "sumatriptan 50 MG Oral Tablet", "sumatriptan 50 mg", "Take 1 tablet at the start of a migraine; may repeat once after 2 hours", Dose.TwiceDaily(1, Tablet), Mouth) { AsNeeded = true };
    public static readonly Drug Alendronate = new("904431", "alendronic acid 70 MG Oral Tablet", "alendronic acid 70 mg", "Take 1 tablet once a week on an empty stomach and stay upright for 30 minutes", Dose.Weekly(1, Tablet), Mouth);
    public static readonly Drug Ergocalciferol = new("1367410", "ergocalciferol 1.25 MG Oral Capsule", "ergocalciferol 1.25 mg", "Take 1 capsule once a week", Dose.Weekly(1, Capsule), Mouth);
    public static readonly Drug Cetirizine = new("1014678", "cetirizine hydrochloride 10 MG Oral Tablet", "cetirizine 10 mg", "Take 1 tablet once a day in the season", Dose.Daily(1, Tablet), Mouth);

    public static readonly Drug AmoxicillinCapsule = new("308191", "amoxicillin 500 MG Oral Capsule", "amoxicillin 500 mg", "Take 1 capsule twice a day for 10 days", Dose.TwiceDaily(1, Capsule), Mouth) { Days = 10, Family = DrugFamily.Penicillin };
    public static readonly Drug AmoxicillinSuspension = new("308189", "amoxicillin 80 MG/ML Oral Suspension", "amoxicillin suspension", "Give the measured dose twice a day for 10 days", Dose.TwiceDaily(5, "mL"), Mouth) { Days = 10, Family = DrugFamily.Penicillin };
    public static readonly Drug AzithromycinTablet = new("308460", "azithromycin 250 MG Oral Tablet", "azithromycin 250 mg", "Take 2 tablets on day 1, then 1 tablet a day on days 2 to 5", Dose.Daily(1, Tablet), Mouth) { Days = 5 };
    public static readonly Drug AzithromycinSuspension = new("141963", "azithromycin 40 MG/ML Oral Suspension", "azithromycin suspension", "Give the measured dose once a day for 5 days", Dose.Daily(5, "mL"), Mouth) { Days = 5 };
    public static readonly Drug Nitrofurantoin = new("1648755", "nitrofurantoin, macrocrystals 25 MG / nitrofurantoin, monohydrate 75 MG Oral Capsule", "nitrofurantoin 100 mg", "Take 1 capsule twice a day with food for 5 days", Dose.TwiceDaily(1, Capsule), Mouth) { Days = 5 };
    public static readonly Drug CoTrimoxazole = new("198335", "sulfamethoxazole 800 MG / trimethoprim 160 MG Oral Tablet", "co-trimoxazole", "Take 1 tablet twice a day for 3 days", Dose.TwiceDaily(1, Tablet), Mouth) { Days = 3, Family = DrugFamily.Sulfonamide };
    public static readonly Drug Benzonatate = new("197397", "benzonatate 100 MG Oral Capsule", "benzonatate 100 mg", "Take 1 capsule up to three times a day for cough", Dose.ThriceDaily(1, Capsule), Mouth) { Days = 7, AsNeeded = true };
    public static readonly Drug Ondansetron = new("198052", "ondansetron 4 MG Oral Tablet", "ondansetron 4 mg", "Take 1 tablet up to every 8 hours for nausea", Dose.ThriceDaily(1, Tablet), Mouth) { Days = 3, AsNeeded = true };
    public static readonly Drug Ibuprofen600 = new("197806", "ibuprofen 600 MG Oral Tablet", "ibuprofen 600 mg", "Take 1 tablet up to three times a day with food for 7 days", Dose.ThriceDaily(1, Tablet), Mouth) { Days = 7, AsNeeded = true, Family = DrugFamily.Nsaid };
    public static readonly Drug Naproxen = new("198014", "naproxen 500 MG Oral Tablet", "naproxen 500 mg", "Take 1 tablet twice a day with food for 14 days", Dose.TwiceDaily(1, Tablet), Mouth) { Days = 14, Family = DrugFamily.Nsaid };
    public static readonly Drug Acetaminophen = new("198440", "acetaminophen 500 MG Oral Tablet", "acetaminophen 500 mg", "Take 2 tablets up to three times a day for pain", Dose.ThriceDaily(2, Tablet), Mouth) { Days = 14, AsNeeded = true };
    public static readonly Drug Meloxicam = new("152695", "meloxicam 15 MG Oral Tablet", "meloxicam 15 mg", "Take 1 tablet once a day with food", Dose.Daily(1, Tablet), Mouth) { Family = DrugFamily.Nsaid };
    public static readonly Drug Gabapentin = new("310431", "gabapentin 300 MG Oral Capsule", "gabapentin 300 mg", "Take 1 capsule three times a day", Dose.ThriceDaily(1, Capsule), Mouth);

    public static readonly Drug Tretinoin = new("106302", "tretinoin 0.25 MG/ML Topical Cream", "tretinoin 0.025% cream", "Apply a thin layer to the face every night", Dose.Daily(1, Thin), Skin);
    public static readonly Drug Doxycycline = new("1649988", "doxycycline hyclate 100 MG Oral Capsule", "doxycycline 100 mg", "Take 1 capsule twice a day with a full glass of water", Dose.TwiceDaily(1, Capsule), Mouth);
    public static readonly Drug Hydrocortisone = new("310891", "hydrocortisone 25 MG/ML Topical Cream", "hydrocortisone 2.5% cream", "Apply to the affected skin twice a day for up to 14 days", Dose.TwiceDaily(1, Thin), Skin);
    public static readonly Drug Triamcinolone = new("1014314", "triamcinolone acetonide 1 MG/ML Topical Cream", "triamcinolone 0.1% cream", "Apply to the affected skin twice a day, not to the face", Dose.TwiceDaily(1, Thin), Skin);
    public static readonly Drug Clobetasol = new("861495", "clobetasol propionate 0.5 MG/ML Topical Cream", "clobetasol 0.05% cream", "Apply to plaques twice a day for two weeks, then at weekends", Dose.TwiceDaily(1, Thin), Skin);
    public static readonly Drug MetronidazoleGel = new("311679", "metronidazole 0.0075 MG/MG Topical Gel", "metronidazole 0.75% gel", "Apply to the face twice a day", Dose.TwiceDaily(1, Thin), Skin);
    public static readonly Drug Fluorouracil = new("105583", "fluorouracil 50 MG/ML Topical Cream", "fluorouracil 5% cream", "Apply to the treated field twice a day for 3 weeks", Dose.TwiceDaily(1, Thin), Skin) { Days = 21 };

    public static readonly Drug Sertraline50 = new("312941", "sertraline 50 MG Oral Tablet", "sertraline 50 mg", "Take 1 tablet every morning", Dose.Daily(1, Tablet), Mouth);
    public static readonly Drug Sertraline100 = new("312938", "sertraline 100 MG Oral Tablet", "sertraline 100 mg", "Take 1 tablet every morning", Dose.Daily(1, Tablet), Mouth);
    public static readonly Drug Escitalopram10 = new("349332", "escitalopram 10 MG Oral Tablet", "escitalopram 10 mg", "Take 1 tablet every morning", Dose.Daily(1, Tablet), Mouth);
    public static readonly Drug Escitalopram20 = new("351250", "escitalopram 20 MG Oral Tablet", "escitalopram 20 mg", "Take 1 tablet every morning", Dose.Daily(1, Tablet), Mouth);
    public static readonly Drug Trazodone = new("856377", "trazodone hydrochloride 50 MG Oral Tablet", "trazodone 50 mg", "Take 1 tablet at bedtime", Dose.Daily(1, Tablet), Mouth);
    public static readonly Drug Prazosin = new("312593", "prazosin 1 MG Oral Capsule", "prazosin 1 mg", "Take 1 capsule at bedtime", Dose.Daily(1, Capsule), Mouth);
    public static readonly Drug Methylphenidate = new("1091155", "24 HR methylphenidate hydrochloride 18 MG Extended Release Oral Tablet", "methylphenidate extended release 18 mg", "Take 1 tablet every school-day morning", Dose.Daily(1, Tablet), Mouth);
}
