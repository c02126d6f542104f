using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>Conditions that orthopaedics treats.</summary>
internal static class OrthopaedicsAilments
{
    private static readonly Department Here = Department.Orthopaedics;

    private static readonly Service KneeXray = new("xray-knee", "X-ray of knee, standing", ServiceKind.Imaging, 9800, "Standing X-rays of the {side} knee were taken.")
    {
        Report = "Standing X-ray of the {side} knee. Medial joint space narrowing with small osteophytes; no fracture, no effusion. Moderate osteoarthritis.",
    };

    private static readonly Service KneeInjection = new("knee-injection", "Injection of knee joint", ServiceKind.Treatment, 17500, "The {side} knee was injected with 40 mg triamcinolone and lidocaine under sterile conditions; tolerated well.")
    {
        Supply = Code.Hcpcs("J3301", "Injection, triamcinolone acetonide, not otherwise specified, 10 mg"),
        SupplyCents = 4200,
    };

    private static readonly Service WristXray = new("xray-wrist", "X-ray of wrist, three views", ServiceKind.Imaging, 8800, "X-rays of the {side} wrist were taken in three views.")
    {
        Report = "X-ray of the {side} wrist in three views. Transverse fracture of the distal radius without displacement; ulnar styloid is intact.",
    };

    private static readonly Service WristCast = new("short-arm-cast", "Application of short arm cast", ServiceKind.Treatment, 14500, "A fiberglass short arm cast was applied to the {side} arm; fingers are warm with full sensation.")
    {
        Supply = Code.Hcpcs("A4590", "Special casting material (e.g., fiberglass)"),
        SupplyCents = 3800,
    };

    private static readonly Service HealingXray = new("xray-wrist-control", "X-ray of wrist, healing control", ServiceKind.Imaging, 8800, "Control X-rays of the {side} wrist were taken out of the cast.")
    {
        Report = "Control X-ray of the {side} wrist. Bridging callus at the distal radius, alignment kept. Healing as expected.",
    };

    private static readonly Service AnkleBrace = new("ankle-brace", "Fitting of ankle brace", ServiceKind.Treatment, 6500, "A stirrup brace was fitted to the {side} ankle.")
    {
        Supply = Code.Hcpcs("L4350", "Ankle control orthosis, stirrup style, rigid, includes any type interface (e.g., pneumatic, gel), prefabricated, off-the-shelf"),
        SupplyCents = 9500,
    };

    private static readonly Service WristSplint = new("wrist-splint", "Fitting of wrist splint", ServiceKind.Treatment, 5500, "A neutral wrist splint was fitted on the {side} for the night.")
    {
        Supply = Code.Hcpcs("L3908", "Wrist hand orthosis, wrist extension control cock-up, non molded, prefabricated, off-the-shelf"),
        SupplyCents = 6800,
    };

    private static readonly Service ShoulderInjection = new("shoulder-injection", "Injection of subacromial space", ServiceKind.Treatment, 17500, "The {side} subacromial space was injected with triamcinolone and lidocaine; pain eased at once.")
    {
        Supply = Code.Hcpcs("J3301", "Injection, triamcinolone acetonide, not otherwise specified, 10 mg"),
        SupplyCents = 4200,
    };

    public static readonly Ailment KneeArthritis = new("knee osteoarthritis", Here, CourseKind.Chronic, Code.Icd("M17.11", "Unilateral primary osteoarthritis, right knee"))
    {
        Left = Code.Icd("M17.12", "Unilateral primary osteoarthritis, left knee"),
        Female = 180,
        Male = 140,
        MinAge = 48,
        MaxAge = 85,
        Ladder = [Drugs.Meloxicam],
        Alternative = Drugs.Acetaminophen,
        Trends = [new(Labs.Pain, 6, 8, 2, 3, 2)],
        Steps = [new(1, KneeXray), new(3, KneeInjection)],
        FollowUpWeeks = 7,
        Visits = 4,
        LongTermWeeks = 30,
        Complaint = "pain in the {side} knee on stairs and stiffness in the morning for under half an hour",
        Active = "The {side} knee has a small effusion, medial joint line tenderness and crepitus; flexion 0 to 115 degrees; ligaments are stable.",
        Quiet = "The {side} knee has no effusion; flexion 0 to 125 degrees; walks without a limp.",
        Advice = "Quadriceps strengthening with physical therapy, weight reduction and a stick on long walks.",
        Goal = "Walk one mile with pain of 3 or less",
    };

    public static readonly Ailment WristFracture = new("wrist fracture", Here, CourseKind.Episode, Code.Icd("S52.501A", "Unspecified fracture of the lower end of right radius, initial encounter for closed fracture"))
    {
        Left = Code.Icd("S52.502A", "Unspecified fracture of the lower end of left radius, initial encounter for closed fracture"),
        Female = 60,
        Male = 45,
        MinAge = 8,
        MaxAge = 90,
        Ladder = [Drugs.Acetaminophen],
        Trends = [new(Labs.Pain, 6, 9, 0, 1, 2)],
        Steps = [new(1, WristXray), new(1, WristCast), new(3, HealingXray)],
        Visits = 4,
        FollowUpWeeks = 3,
        Complaint = "pain and swelling of the {side} wrist after a fall on the outstretched hand",
        Active = "The {side} wrist is swollen and tender over the distal radius; pulses and sensation of the fingers are normal.",
        Quiet = "The {side} wrist is not tender; grip is returning and rotation is nearly full.",
        Advice = "Keep the arm raised and move the fingers every hour; return at once for numbness or increasing pain.",
    };

    public static readonly Ailment AnkleSprain = new("ankle sprain", Here, CourseKind.Episode, Code.Icd("S93.401A", "Sprain of unspecified ligament of right ankle, initial encounter"))
    {
        Left = Code.Icd("S93.402A", "Sprain of unspecified ligament of left ankle, initial encounter"),
        Female = 70,
        Male = 85,
        MinAge = 10,
        MaxAge = 60,
        Ladder = [Drugs.Naproxen],
        Alternative = Drugs.Acetaminophen,
        Trends = [new(Labs.Pain, 5, 7, 0, 1, 2)],
        Steps = [new(1, AnkleBrace)],
        Visits = 2,
        FollowUpWeeks = 4,
        Complaint = "pain on the outside of the {side} ankle after turning it",
        Active = "The {side} ankle is swollen below the outer malleolus and tender over the ligament; no bony tenderness; can take four steps.",
        Quiet = "The {side} ankle is stable without swelling; single-leg stance is steady.",
        Advice = "Ice, brace for four weeks and balance training; running after six weeks.",
    };

    public static readonly Ailment RotatorCuff = new("rotator cuff tear", Here, CourseKind.Chronic, Code.Icd("M75.101", "Unspecified rotator cuff tear or rupture of right shoulder, not specified as traumatic"))
    {
        Left = Code.Icd("M75.102", "Unspecified rotator cuff tear or rupture of left shoulder, not specified as traumatic"),
        Female = 50,
        Male = 65,
        MinAge = 42,
        MaxAge = 80,
        Ladder = [Drugs.Naproxen],
        Alternative = Drugs.Acetaminophen,
        Trends = [new(Labs.Pain, 5, 8, 1, 3, 2)],
        Steps = [new(2, ShoulderInjection)],
        FollowUpWeeks = 6,
        Visits = 4,
        Complaint = "pain in the {side} shoulder on reaching overhead and at night",
        Active = "Abduction of the {side} shoulder hurts from 60 to 120 degrees; the empty can test is positive, strength is slightly reduced.",
        Quiet = "The {side} shoulder moves fully overhead with mild end-range pain.",
        Advice = "Physical therapy for the rotator cuff and scapula for eight weeks.",
        Goal = "Reach overhead with pain of 3 or less",
    };

    public static readonly Ailment CarpalTunnel = new("carpal tunnel syndrome", Here, CourseKind.Chronic, Code.Icd("G56.01", "Carpal tunnel syndrome, right upper limb"))
    {
        Left = Code.Icd("G56.02", "Carpal tunnel syndrome, left upper limb"),
        Female = 60,
        Male = 28,
        MinAge = 30,
        MaxAge = 75,
        Trends = [new(Labs.Pain, 4, 6, 1, 2, 2)],
        Steps = [new(1, WristSplint)],
        FollowUpWeeks = 7,
        Visits = 3,
        Complaint = "tingling of the thumb and first two fingers on the {side} that wakes at night",
        Active = "Phalen and Tinel signs are positive on the {side}; thumb strength is full.",
        Quiet = "Phalen sign is negative on the {side}; sensation is normal.",
        Advice = "Night splint for six weeks and breaks from repetitive gripping.",
        Goal = "Sleep through without tingling",
    };

    public static readonly Ailment Sciatica = new("lumbar radiculopathy", Here, CourseKind.Chronic, Code.Icd("M54.16", "Radiculopathy, lumbar region"))
    {
        Female = 50,
        Male = 55,
        MinAge = 28,
        MaxAge = 75,
        Ladder = [Drugs.Naproxen, Drugs.Gabapentin],
        Alternative = Drugs.Gabapentin,
        Trends = [new(Labs.Pain, 6, 8, 1, 3, 2)],
        FollowUpWeeks = 5,
        Visits = 4,
        Complaint = "back pain that shoots down the leg to the foot",
        Active = "Straight leg raise is positive at 40 degrees; ankle reflex is reduced; strength is full.",
        Quiet = "Straight leg raise is negative; reflexes are equal.",
        Advice = "Directional exercises and walking every day; return at once for weakness or bladder trouble.",
        Goal = "Sit for one hour with pain of 3 or less",
    };

    /// <summary>What a patient comes for who has none of the above.</summary>
    public static readonly Ailment KneePain = new("knee pain", Here, CourseKind.Episode, Code.Icd("M25.561", "Pain in right knee"))
    {
        Left = Code.Icd("M25.562", "Pain in left knee"),
        MinAge = 3,
        Trends = [new(Labs.Pain, 3, 5, 0, 1, 2)],
        Visits = 2,
        FollowUpWeeks = 5,
        Complaint = "pain at the front of the {side} knee with sport",
        Active = "The {side} knee has no effusion; pain under the kneecap on squatting; ligaments and menisci are normal.",
        Quiet = "The {side} knee is free of pain on squatting.",
        Advice = "Hip and thigh strengthening; pause jumping sports for four weeks.",
    };

    public static readonly IReadOnlyList<Ailment> All = [KneeArthritis, WristFracture, AnkleSprain, RotatorCuff, CarpalTunnel, Sciatica];
}
