using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>Conditions that dermatology treats.</summary>
internal static class DermatologyAilments
{
    private static readonly Department Here = Department.Dermatology;

    private static readonly Service ShaveBiopsy = new("skin-shave-biopsy", "Shave biopsy of skin lesion", ServiceKind.Biopsy, 16500, "A shave biopsy was taken under local anaesthesia after consent; bleeding stopped with aluminium chloride.")
    {
        Report = "Shave biopsy of skin, back. Compound melanocytic naevus with mild architectural disorder; margins are clear. No evidence of melanoma.",
    };

    private static readonly Service LesionBiopsy = new("skin-punch-biopsy", "Punch biopsy of skin lesion", ServiceKind.Biopsy, 18000, "A 4 mm punch biopsy was taken under local anaesthesia after consent and closed with one suture.")
    {
        Report = "Punch biopsy of skin, cheek. Basal cell carcinoma, nodular type, extending to the deep margin.",
    };

    private static readonly Service Excision = new("skin-lesion-excision", "Excision of skin lesion with margin", ServiceKind.Treatment, 42000, "The lesion was excised with a 4 mm margin under local anaesthesia and closed in layers.");
    private static readonly Service Cryotherapy = new("cryotherapy-skin", "Cryotherapy of skin lesions", ServiceKind.Treatment, 12500, "The lesions were frozen with liquid nitrogen in two cycles of ten seconds.");

    public static readonly Ailment Acne = new("acne", Here, CourseKind.Chronic, Code.Icd("L70.0", "Acne vulgaris"))
    {
        Female = 110,
        Male = 100,
        MinAge = 12,
        MaxAge = 28,
        OutgrownAt = 34,
        Ladder = [Drugs.Tretinoin, Drugs.Doxycycline],
        Trends = [new(Labs.SkinGrade, 3, 4, 1, 1, 1)],
        FollowUpWeeks = 9,
        Visits = 4,
        LongTermWeeks = 40,
        Complaint = "pimples on the face and upper back that come back",
        Active = "Open and closed comedones with inflamed papules and a few pustules on cheeks, forehead and upper back; no cysts.",
        Quiet = "A few closed comedones remain; no active pustules, faint marks only.",
        Advice = "Gentle cleanser, oil-free moisturiser and sunscreen every day; improvement takes eight to twelve weeks.",
        Goal = "Clear or almost clear skin",
    };

    public static readonly Ailment Eczema = new("atopic dermatitis", Here, CourseKind.Chronic, Code.Icd("L20.9", "Atopic dermatitis, unspecified"))
    {
        Female = 75,
        Male = 70,
        MinAge = 2,
        MaxAge = 40,
        Ladder = [Drugs.Hydrocortisone, Drugs.Triamcinolone],
        Trends = [new(Labs.SkinGrade, 3, 4, 1, 1, 1)],
        FollowUpWeeks = 7,
        Visits = 3,
        LongTermWeeks = 44,
        Complaint = "itching in the elbow and knee folds that disturbs sleep",
        Active = "Ill-defined red, scaly and scratched patches in both elbow and knee folds; no crusting.",
        Quiet = "Skin is dry with slight thickening in the folds; no active patches.",
        Advice = "Moisturise twice a day, short lukewarm baths, cotton clothing; how to step up and down was shown.",
        Goal = "Sleep undisturbed by itching",
    };

    public static readonly Ailment Naevus = new("atypical mole", Here, CourseKind.Episode, Code.Icd("D22.5", "Melanocytic nevi of trunk"))
    {
        Female = 90,
        Male = 95,
        MinAge = 18,
        MaxAge = 85,
        Steps = [new(1, ShaveBiopsy)],
        Visits = 2,
        FollowUpWeeks = 3,
        Complaint = "a mole on the back that has grown darker",
        Active = "A 7 mm brown macule on the upper back with an irregular border and an atypical network on dermoscopy; no other suspicious lesion.",
        Quiet = "The biopsy site is well healed with a flat pink scar.",
        Advice = "Monthly self-examination and daily sunscreen; full skin examination every year.",
    };

    public static readonly Ailment ActinicKeratosis = new("actinic keratosis", Here, CourseKind.Episode, Code.Icd("L57.0", "Actinic keratosis"))
    {
        Female = 120,
        Male = 170,
        MinAge = 52,
        MaxAge = 90,
        Ladder = [Drugs.Fluorouracil],
        Steps = [new(1, Cryotherapy), new(3, Cryotherapy)],
        Visits = 3,
        FollowUpWeeks = 14,
        Complaint = "rough spots on the scalp and forehead",
        Active = "Five rough, red, scaly papules on the forehead and scalp, 3 to 6 mm; none is indurated.",
        Quiet = "The treated sites are healed; no new rough papules.",
        Advice = "A hat and sunscreen outdoors; return early for a sore that does not heal.",
    };

    public static readonly Ailment BasalCell = new("basal cell carcinoma", Here, CourseKind.Episode, Code.Icd("C44.319", "Basal cell carcinoma of skin of other parts of face"))
    {
        Female = 45,
        Male = 60,
        MinAge = 55,
        MaxAge = 92,
        Steps = [new(1, LesionBiopsy), new(2, Excision)],
        Visits = 4,
        FollowUpWeeks = 4,
        Complaint = "a sore on the cheek that bleeds and does not heal",
        Active = "A 6 mm pearly papule with fine vessels and a central ulcer on the cheek; regional nodes are not enlarged.",
        Quiet = "The excision scar is flat without sign of recurrence.",
        Advice = "Sun protection and a full skin examination every six months for two years.",
    };

    public static readonly Ailment Psoriasis = new("psoriasis", Here, CourseKind.Chronic, Code.Icd("L40.0", "Psoriasis vulgaris"))
    {
        Female = 28,
        Male = 30,
        MinAge = 18,
        MaxAge = 65,
        Ladder = [Drugs.Triamcinolone, Drugs.Clobetasol],
        Trends = [new(Labs.SkinGrade, 3, 4, 1, 2, 1)],
        FollowUpWeeks = 8,
        Visits = 4,
        LongTermWeeks = 30,
        Complaint = "scaly patches on the elbows and scalp",
        Active = "Sharply bordered red plaques with silvery scale on both elbows, knees and the scalp; nails show pitting.",
        Quiet = "Plaques are thin and pale with little scale.",
        Advice = "Report joint pain or morning stiffness; moisturise after bathing.",
        Goal = "Body surface involved below 3 %",
    };

    public static readonly Ailment Rosacea = new("rosacea", Here, CourseKind.Chronic, Code.Icd("L71.9", "Rosacea, unspecified"))
    {
        Female = 50,
        Male = 30,
        MinAge = 30,
        MaxAge = 65,
        Ladder = [Drugs.MetronidazoleGel, Drugs.Doxycycline],
        Trends = [new(Labs.SkinGrade, 2, 3, 1, 1, 1)],
        FollowUpWeeks = 10,
        Visits = 3,
        LongTermWeeks = 50,
        Complaint = "flushing of the cheeks with small bumps",
        Active = "Central facial redness with fine vessels and scattered papules; no comedones; eyes are quiet.",
        Quiet = "Slight background redness only; no papules.",
        Advice = "Avoid heat, alcohol and spices that trigger flushing; sunscreen every day.",
    };

    /// <summary>What a patient comes for who has none of the above.</summary>
    public static readonly Ailment SeborrheicKeratosis = new("seborrheic keratosis", Here, CourseKind.Episode, Code.Icd("L82.1", "Other seborrheic keratosis"))
    {
        MinAge = 3,
        Visits = 1,
        Complaint = "a brown spot that catches on clothing",
        Active = "A sharply bordered, waxy brown plaque of 8 mm with horn cysts on dermoscopy; benign in appearance.",
        Quiet = "Unchanged and benign in appearance.",
        Advice = "Harmless; removal is optional. Come back if it changes quickly.",
    };

    public static readonly IReadOnlyList<Ailment> All = [Acne, Eczema, Naevus, ActinicKeratosis, BasalCell, Psoriasis, Rosacea];
}
