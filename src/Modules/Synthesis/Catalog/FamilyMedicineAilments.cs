using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>Conditions that family medicine treats.</summary>
internal static class FamilyMedicineAilments
{
    private static readonly Department Here = Department.FamilyMedicine;

    public static readonly Ailment Diabetes = new("type 2 diabetes", Here, CourseKind.Chronic, Code.Icd("E11.9", "Type 2 diabetes mellitus without complications"))
    {
        Female = 270,
        Male = 300,
        MinAge = 35,
        MaxAge = 80,
        Ladder = [Drugs.Metformin500, Drugs.Metformin1000],
        Trends = [new(Labs.A1c, 74, 104, 62, 70, 6)],
        Panels = [Labs.GlycatedHemoglobin, Labs.BasicMetabolic],
        LabMonths = 4,
        Steps = [new(2, new("diabetic-foot-exam", "Diabetic foot examination", ServiceKind.Treatment, 3500, "A monofilament foot examination was done; sensation is intact on both feet."))],
        Complaint = "thirst, passing more urine and being tired for some weeks",
        Active = "Feet are warm with palpable pulses, no ulcers.",
        Quiet = "No hypoglycaemia; feet are intact with normal sensation.",
        Advice = "Reviewed carbohydrate counting, home glucose checks and 150 minutes of activity a week; yearly eye examination arranged.",
        Goal = "HbA1c below 7.0 %",
    };

    public static readonly Ailment Hypertension = new("hypertension", Here, CourseKind.Chronic, Code.Icd("I10", "Essential (primary) hypertension"))
    {
        Female = 520,
        Male = 560,
        MinAge = 30,
        MaxAge = 85,
        Ladder = [Drugs.Lisinopril10, Drugs.Lisinopril20, Drugs.Amlodipine5],
        Alternative = Drugs.Losartan50,
        Trends = [new(Labs.Systolic, 148, 174, 120, 132, 8)],
        Panels = [Labs.BasicMetabolic],
        LabMonths = 12,
        Complaint = "no symptoms; readings at home and at the pharmacy have been high",
        Active = "Regular heart sounds without murmur, no oedema.",
        Quiet = "Home readings are in range; no dizziness on standing.",
        Advice = "Advised less salt and keeping a log of home readings.",
        Goal = "Blood pressure below 135/85 mmHg",
    };

    public static readonly Ailment Hyperlipidemia = new("hyperlipidemia", Here, CourseKind.Chronic, Code.Icd("E78.5", "Hyperlipidemia, unspecified"))
    {
        Female = 380,
        Male = 430,
        MinAge = 32,
        MaxAge = 80,
        Ladder = [Drugs.Atorvastatin20, Drugs.Atorvastatin40],
        Trends = [new(Labs.Ldl, 148, 205, 74, 98, 12)],
        Panels = [Labs.Lipids],
        LabMonths = 8,
        Complaint = "no symptoms; raised cholesterol was found at a screening",
        Active = "No xanthelasma; peripheral pulses are present.",
        Quiet = "No muscle pain on the statin.",
        Advice = "Discussed a Mediterranean diet and cardiovascular risk.",
        Goal = "LDL cholesterol below 100 mg/dL",
    };

    public static readonly Ailment Hypothyroidism = new("hypothyroidism", Here, CourseKind.Chronic, Code.Icd("E03.9", "Hypothyroidism, unspecified"))
    {
        Female = 95,
        Male = 22,
        MinAge = 20,
        MaxAge = 80,
        Ladder = [Drugs.Levothyroxine50, Drugs.Levothyroxine75],
        Trends = [new(Labs.Tsh, 720, 1860, 120, 300, 130)],
        Panels = [Labs.Thyroid],
        Complaint = "fatigue, dry skin and feeling cold",
        Active = "Thyroid is not enlarged; skin is dry and reflexes relax slowly.",
        Quiet = "Energy is back to usual; thyroid is not enlarged.",
        Advice = "Take the tablet on an empty stomach, apart from iron and calcium.",
        Goal = "TSH between 0.40 and 4.50 mIU/L",
    };

    public static readonly Ailment Anemia = new("iron deficiency anemia", Here, CourseKind.Chronic, Code.Icd("D50.9", "Iron deficiency anemia, unspecified"))
    {
        Female = 85,
        Male = 14,
        MinAge = 14,
        MaxAge = 75,
        Ladder = [Drugs.FerrousSulfate],
        Trends = [new(Labs.Hemoglobin, 92, 111, 126, 138, 6), new(Labs.Ferritin, 4, 12, 42, 80, 14)],
        Panels = [Labs.BloodCount, Labs.Iron],
        LabMonths = 4,
        Complaint = "being short of breath on stairs and easily tired",
        Active = "Conjunctivae are pale; heart rate is regular without murmur.",
        Quiet = "Colour is good and exercise tolerance is back.",
        Advice = "Take iron with vitamin C; source of blood loss was asked about and further tests were discussed.",
        Goal = "Hemoglobin above 12.0 g/dL",
    };

    public static readonly Ailment Asthma = new("asthma", Here, CourseKind.Chronic, Code.Icd("J45.909", "Unspecified asthma, uncomplicated"))
    {
        Female = 95,
        Male = 85,
        MinAge = 4,
        MaxAge = 45,
        Ladder = [Drugs.Albuterol, Drugs.Fluticasone],
        Lungs = true,
        Complaint = "wheezing and a dry cough at night and with exercise",
        Active = "Scattered expiratory wheeze on both sides, no retractions.",
        Quiet = "Lungs are clear; the rescue inhaler is needed less than twice a week.",
        Advice = "Inhaler technique was checked and the written asthma action plan was updated.",
        Goal = "Rescue inhaler less than twice a week",
    };

    public static readonly Ailment Copd = new("chronic obstructive pulmonary disease", Here, CourseKind.Chronic, Code.Icd("J44.9", "Chronic obstructive pulmonary disease, unspecified"))
    {
        Female = 60,
        Male = 75,
        MinAge = 50,
        MaxAge = 85,
        Ladder = [Drugs.Tiotropium],
        Lungs = true,
        Complaint = "breathlessness on exertion and a morning cough",
        Active = "Breath sounds are reduced with prolonged expiration.",
        Quiet = "Breathing is comfortable at rest with no exacerbation since the last visit.",
        Advice = "Offered help with stopping smoking and pulmonary rehabilitation.",
        Goal = "No exacerbation in twelve months",
    };

    public static readonly Ailment Reflux = new("gastro-esophageal reflux", Here, CourseKind.Chronic, Code.Icd("K21.9", "Gastro-esophageal reflux disease without esophagitis"))
    {
        Female = 120,
        Male = 125,
        MinAge = 22,
        MaxAge = 80,
        Ladder = [Drugs.Omeprazole20, Drugs.Omeprazole40],
        Complaint = "heartburn after meals and on lying down",
        Active = "Abdomen is soft with mild epigastric tenderness.",
        Quiet = "Abdomen is soft; heartburn is rare.",
        Advice = "Advised smaller evening meals and raising the head of the bed; warning signs reviewed.",
    };

    public static readonly Ailment Migraine = new("migraine", Here, CourseKind.Chronic, Code.Icd("G43.909", "Migraine, unspecified, not intractable, without status migrainosus"))
    {
        Female = 140,
        Male = 55,
        MinAge = 18,
        MaxAge = 50,
        Ladder = [Drugs.Sumatriptan],
        Complaint = "throbbing one-sided headaches with nausea several times a month",
        Active = "Cranial nerves are intact, fundi are normal, neck is supple.",
        Quiet = "Attacks are fewer and respond to treatment within two hours.",
        Advice = "Keep a headache diary and regular sleep; limit rescue treatment to two days a week.",
    };

    public static readonly Ailment Osteoporosis = new("osteoporosis", Here, CourseKind.Chronic, Code.Icd("M81.0", "Age-related osteoporosis without current pathological fracture"))
    {
        Female = 230,
        Male = 50,
        MinAge = 60,
        MaxAge = 90,
        Ladder = [Drugs.Alendronate],
        Panels = [Labs.VitaminDLevel],
        LabMonths = 14,
        Complaint = "no symptoms; low bone density was found at a screening scan",
        Active = "Thoracic curve is slightly increased, no spinal tenderness.",
        Quiet = "No falls and no new back pain.",
        Advice = "Weight-bearing exercise, calcium in the diet and a home fall check were discussed.",
        Goal = "No fracture and no fall in twelve months",
    };

    public static readonly Ailment Obesity = new("obesity", Here, CourseKind.Chronic, Code.Icd("E66.9", "Obesity, unspecified"))
    {
        Female = 190,
        Male = 170,
        MinAge = 18,
        MaxAge = 70,
        Complaint = "weight gain over some years",
        Active = "Weight is carried centrally; heart and lungs are normal.",
        Quiet = "Weight is stable with a regular exercise habit.",
        Advice = "Agreed a food diary and a referral to the dietitian's group.",
        Goal = "5 % weight loss in six months",
    };

    public static readonly Ailment RespiratoryInfection = new("upper respiratory infection", Here, CourseKind.Acute, Code.Icd("J06.9", "Acute upper respiratory infection, unspecified"))
    {
        Female = 130,
        Male = 120,
        Fever = true,
        Complaint = "runny nose, sore throat and cough for three days",
        Active = "Nasal mucosa is swollen, throat is red without exudate, lungs are clear.",
        Quiet = "Throat and lungs are normal.",
        Advice = "Viral illness: fluids, rest and return if breathing worsens or fever lasts beyond five days.",
    };

    public static readonly Ailment StrepThroat = new("strep throat", Here, CourseKind.Acute, Code.Icd("J02.0", "Streptococcal pharyngitis"))
    {
        Female = 35,
        Male = 32,
        MinAge = 4,
        MaxAge = 45,
        Fever = true,
        Ladder = [Drugs.AmoxicillinCapsule],
        Alternative = Drugs.AzithromycinTablet,
        ChildDrug = Drugs.AmoxicillinSuspension,
        ChildAlternative = Drugs.AzithromycinSuspension,
        Panels = [Labs.RapidStrep],
        Complaint = "a sore throat with fever and no cough since yesterday",
        Active = "Tonsils are enlarged with white exudate; front neck nodes are tender.",
        Quiet = "Throat is normal.",
        Advice = "Finish the whole course; back to school or work after 24 hours of treatment.",
    };

    public static readonly Ailment EarInfection = new("middle ear infection", Here, CourseKind.Acute, Code.Icd("H66.91", "Otitis media, unspecified, right ear"))
    {
        Left = Code.Icd("H66.92", "Otitis media, unspecified, left ear"),
        Female = 170,
        Male = 180,
        MaxAge = 9,
        Fever = true,
        ChildDrug = Drugs.AmoxicillinSuspension,
        ChildAlternative = Drugs.AzithromycinSuspension,
        Complaint = "pain in the {side} ear with fever since last night",
        Active = "The {side} eardrum is red and bulging; the other ear is normal.",
        Quiet = "Both eardrums are normal.",
        Advice = "Pain relief by weight; come back if there is no improvement in 48 hours.",
    };

    public static readonly Ailment UrinaryInfection = new("urinary tract infection", Here, CourseKind.Acute, Code.Icd("N39.0", "Urinary tract infection, site not specified"))
    {
        Female = 70,
        Male = 8,
        MinAge = 16,
        Ladder = [Drugs.Nitrofurantoin],
        Alternative = Drugs.CoTrimoxazole,
        Panels = [Labs.UrineStrip],
        Complaint = "burning on passing urine and going often for two days",
        Active = "Lower abdomen is mildly tender; no flank tenderness.",
        Quiet = "Abdomen is not tender.",
        Advice = "Drink well; return for fever, vomiting or flank pain.",
    };

    public static readonly Ailment Bronchitis = new("acute bronchitis", Here, CourseKind.Acute, Code.Icd("J20.9", "Acute bronchitis, unspecified"))
    {
        Female = 45,
        Male = 45,
        MinAge = 18,
        Ladder = [Drugs.Benzonatate],
        Lungs = true,
        Complaint = "a cough with sputum for ten days",
        Active = "Coarse breath sounds that clear with coughing; no crackles.",
        Quiet = "Lungs are clear.",
        Advice = "No antibiotic is needed; cough may last three weeks.",
    };

    public static readonly Ailment LowBackPain = new("low back pain", Here, CourseKind.Acute, Code.Icd("M54.50", "Low back pain, unspecified"))
    {
        Female = 55,
        Male = 65,
        MinAge = 18,
        Ladder = [Drugs.Ibuprofen600],
        Alternative = Drugs.Acetaminophen,
        Complaint = "low back pain after lifting, without leg pain",
        Active = "Paraspinal muscles are tender; straight leg raise is negative, strength is full.",
        Quiet = "Back moves freely.",
        Advice = "Stay active, use heat; return for weakness, numbness or loss of bladder control.",
    };

    public static readonly Ailment Gastroenteritis = new("viral gastroenteritis", Here, CourseKind.Acute, Code.Icd("A08.4", "Viral intestinal infection, unspecified"))
    {
        Female = 40,
        Male = 42,
        MinAge = 1,
        Ladder = [Drugs.Ondansetron],
        Complaint = "vomiting and watery stools since yesterday",
        Active = "Abdomen is soft, bowel sounds are active, mucosa is slightly dry.",
        Quiet = "Abdomen is soft.",
        Advice = "Small sips of rehydration fluid; return for blood in stools or no urine for eight hours.",
    };

    public static readonly Ailment HayFever = new("seasonal allergic rhinitis", Here, CourseKind.Chronic, Code.Icd("J30.2", "Other seasonal allergic rhinitis"))
    {
        Female = 130,
        Male = 125,
        MinAge = 6,
        MaxAge = 45,
        Ladder = [Drugs.Cetirizine, Drugs.FluticasoneNasal],
        Complaint = "sneezing and itchy eyes every spring",
        Active = "Nasal mucosa is pale and swollen with clear discharge.",
        Quiet = "Nose is clear outside the season.",
        Advice = "Keep windows closed on high pollen days and rinse the nose with saline.",
    };

    public static readonly IReadOnlyList<Ailment> All =
    [
        Diabetes, Hypertension, Hyperlipidemia, Hypothyroidism, Anemia, Asthma, Copd, Reflux, Migraine, Osteoporosis, Obesity, HayFever,
        RespiratoryInfection, StrepThroat, EarInfection, UrinaryInfection, Bronchitis, LowBackPain, Gastroenteritis,
    ];
}
