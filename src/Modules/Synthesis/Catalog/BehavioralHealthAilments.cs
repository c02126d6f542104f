using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>Conditions that behavioral health treats.</summary>
internal static class BehavioralHealthAilments
{
    private static readonly Department Here = Department.BehavioralHealth;

    public static readonly Ailment Depression = new("major depression", Here, CourseKind.Chronic, Code.Icd("F32.1", "Major depressive disorder, single episode, moderate"))
    {
        Female = 135,
        Male = 80,
        MinAge = 15,
        MaxAge = 75,
        Ladder = [Drugs.Sertraline50, Drugs.Sertraline100],
        Trends = [new(Labs.Phq9, 13, 22, 2, 5, 4)],
        FollowUpWeeks = 3,
        Visits = 6,
        LongTermWeeks = 16,
        Complaint = "low mood, loss of interest and poor sleep for most days",
        Active = "Mood is low with restricted affect; speech is slow; thoughts are goal-directed with themes of worthlessness.",
        Quiet = "Mood is brighter with full affect; interest in usual activities has returned.",
        Advice = "Behavioural activation was planned hour by hour for the coming week; safety plan reviewed.",
        Goal = "PHQ-9 score below 5",
    };

    public static readonly Ailment Anxiety = new("generalized anxiety", Here, CourseKind.Chronic, Code.Icd("F41.1", "Generalized anxiety disorder"))
    {
        Female = 95,
        Male = 55,
        MinAge = 14,
        MaxAge = 65,
        Ladder = [Drugs.Escitalopram10, Drugs.Escitalopram20],
        Trends = [new(Labs.Gad7, 11, 19, 2, 5, 3)],
        FollowUpWeeks = 3,
        Visits = 6,
        LongTermWeeks = 18,
        Complaint = "worry that will not stop, tension and trouble falling asleep",
        Active = "Restless with an anxious mood; thoughts circle around health and work; insight is good.",
        Quiet = "Calm with a steady mood; worry is shorter and can be set aside.",
        Advice = "Worry postponement and slow breathing were practised; a thought record is kept until the next session.",
        Goal = "GAD-7 score below 5",
    };

    public static readonly Ailment Adhd = new("attention deficit hyperactivity disorder", Here, CourseKind.Chronic, Code.Icd("F90.2", "Attention-deficit hyperactivity disorder, combined type"))
    {
        Female = 40,
        Male = 90,
        MinAge = 7,
        MaxAge = 16,
        OutgrownAt = 18,
        Ladder = [Drugs.Methylphenidate],
        FollowUpWeeks = 6,
        Visits = 4,
        LongTermWeeks = 20,
        Complaint = "difficulty staying with tasks at school and interrupting others",
        Active = "Fidgets and shifts from topic to topic; mood is cheerful; cooperates when redirected.",
        Quiet = "Stays with a task for the length of the session; teachers report finished work.",
        Advice = "A daily report card with the school and a fixed homework routine were agreed.",
        Goal = "Homework finished on four of five school days",
    };

    public static readonly Ailment Insomnia = new("insomnia", Here, CourseKind.Chronic, Code.Icd("F51.01", "Primary insomnia"))
    {
        Female = 45,
        Male = 35,
        MinAge = 25,
        MaxAge = 80,
        Ladder = [Drugs.Trazodone],
        Trends = [new(Labs.InsomniaHours, 4, 5, 7, 7, 1)],
        FollowUpWeeks = 4,
        Visits = 4,
        Complaint = "lying awake for hours and waking before dawn",
        Active = "Tired in appearance; mood is irritable; thoughts are clear.",
        Quiet = "Rested in appearance with an even mood.",
        Advice = "Sleep restriction with a fixed rising time; no screens or coffee in the evening; sleep diary continued.",
        Goal = "Seven hours of sleep on most nights",
    };

    public static readonly Ailment TraumaticStress = new("post-traumatic stress", Here, CourseKind.Chronic, Code.Icd("F43.10", "Post-traumatic stress disorder, unspecified"))
    {
        Female = 35,
        Male = 28,
        MinAge = 18,
        MaxAge = 65,
        Ladder = [Drugs.Sertraline50, Drugs.Prazosin],
        Trends = [new(Labs.Phq9, 11, 18, 4, 7, 3)],
        FollowUpWeeks = 2,
        Visits = 8,
        LongTermWeeks = 12,
        Complaint = "nightmares and being on guard since an accident",
        Active = "Startles easily; affect is tense; recounts the event in fragments; no dissociation in the session.",
        Quiet = "Speaks of the event with steady affect; nightmares are rare.",
        Advice = "Exposure was continued at the agreed pace; grounding exercises every day.",
        Goal = "Nightmares less than once a week",
    };

    /// <summary>What a patient comes for who has none of the above.</summary>
    public static readonly Ailment Adjustment = new("adjustment disorder", Here, CourseKind.Episode, Code.Icd("F43.23", "Adjustment disorder with mixed anxiety and depressed mood"))
    {
        Female = 35,
        Male = 28,
        MinAge = 10,
        MaxAge = 80,
        Trends = [new(Labs.Phq9, 7, 12, 1, 4, 3)],
        FollowUpWeeks = 3,
        Visits = 4,
        Complaint = "feeling overwhelmed since a change at home",
        Active = "Tearful at times with an anxious mood; thoughts are clear and future-directed.",
        Quiet = "Composed with a hopeful mood; has made practical plans.",
        Advice = "Problem solving in small steps; two people to call were named.",
    };

    public static readonly IReadOnlyList<Ailment> All = [Depression, Anxiety, Adhd, Insomnia, TraumaticStress, Adjustment];
}
