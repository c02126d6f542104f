using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Organisation;

namespace Carewright.Synthesis.Histories;

/// <summary>What a visit is for.</summary>
internal enum VisitKind
{
    NewPatient,
    Wellness,
    Review,
    Acute,
    Consultation,
    FollowUp,
}

/// <summary>A measured value and the one before it, when there was one.</summary>
internal sealed record Finding(Analyte Analyte, int Value, int? Previous);

/// <summary>A panel that was drawn; a pending one has no results yet.</summary>
internal sealed record LabOrder(LabPanel Panel, Problem? Reason, IReadOnlyList<Finding> Results)
{
    public bool Pending => Results.Count == 0;
}

/// <summary>Vital signs; what was not taken is null. Length in millimetres, weight, mass index and temperature in tenths.</summary>
internal sealed record VitalSigns
{
    public int? Systolic { get; init; }

    public int? Diastolic { get; init; }

    public int? Pulse { get; init; }

    public int? Respirations { get; init; }

    public int? Temperature { get; init; }

    public int? Height { get; init; }

    public int? Weight { get; init; }

    public int? MassIndex { get; init; }

    public int? Oxygen { get; init; }
}

/// <summary>A service done for a problem, with its texts made out for the side of the body.</summary>
internal sealed record ServiceDone(Service Service, Problem Problem)
{
    public string Told => Problem.Say(Service.Told);

    public string Report => Problem.Say(Service.Report);
}

/// <summary>A vaccine dose given at a visit, or before, when its record came from elsewhere.</summary>
internal sealed record Shot(Code Vaccine, string Short, DateOnly Day, int Dose, int Doses, int ChargeCents);

/// <summary>One encounter: when, where, with whom, and everything that happened.</summary>
internal sealed class Visit(VisitKind kind, Moment start, Post clinician, Post assistant, string encounterId)
{
    public VisitKind Kind { get; } = kind;

    public Moment Start { get; } = start;

    public Post Clinician { get; } = clinician;

    /// <summary>Who rooms the patient and takes the vital signs.</summary>
    public Post Assistant { get; } = assistant;

    public string EncounterId { get; } = encounterId;

    public Department Department => Clinician.Department;

    public Site Site => Clinician.Site;

    public DateOnly Day => Start.Day;

    public int Minutes => Kind switch
    {
        VisitKind.NewPatient or VisitKind.Consultation => 40,
        VisitKind.Acute => 15,
        _ when Department == Department.BehavioralHealth => 45,
        _ => 25,
    };

    public ResourceRef Reference => new(ResourceKind.Encounter, EncounterId);

    public List<Assessment> Assessments { get; } = [];

    public List<Problem> NewProblems { get; } = [];

    public List<Problem> Referrals { get; } = [];

    public List<Prescription> Prescriptions { get; } = [];

    public List<LabOrder> Labs { get; } = [];

    public List<Finding> Surveys { get; } = [];

    public List<ServiceDone> Services { get; } = [];

    public List<Shot> Shots { get; } = [];

    public VitalSigns? Vitals { get; set; }

    public bool AsksSmoking { get; set; }

    /// <summary>The diagnosis of a visit that looks after a healthy person, and its Condition's id.</summary>
    public Code? Examination { get; set; }

    public string ExaminationId { get; set; } = "";

    /// <summary>The place in today's schedule that this visit was booked into.</summary>
    public Booking? Booking { get; set; }
}
