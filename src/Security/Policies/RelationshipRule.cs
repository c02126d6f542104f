namespace Carewright.Security;

/// <summary>Ways in which somebody cares for a patient.</summary>
[Flags]
public enum CareRelationship
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A participant of an active CareTeam of the patient.</summary>
    CareTeam = 1,

    /// <summary>An Appointment of both that is not cancelled, within the days on either side.</summary>
    Appointment = 2,

    /// <summary>A participant of an Encounter that is not finished, or that lay within the days before.</summary>
    Encounter = 4,

    /// <summary>The patient's general practitioner.</summary>
    GeneralPractitioner = 8,

    /// <summary>The actor represents the patient: a proxy in force. It stands alone, is one grant for each patient, and <c>{patient}</c> is that patient.</summary>
    Proxy = 16,
}

/// <summary>A relationship that a row's patient must have with the actor: any one of the kinds.</summary>
/// <param name="Kinds">Which.</param>
/// <param name="Days">How far an appointment or encounter may lie away, 0 to 3650.</param>
public sealed record RelationshipRule(CareRelationship Kinds, int Days)
{
    /// <summary>The words of a policy and what they mean.</summary>
    public static IReadOnlyDictionary<string, CareRelationship> Words { get; } = new Dictionary<string, CareRelationship>(StringComparer.Ordinal)
    {
        ["care-team"] = CareRelationship.CareTeam,
        ["appointment"] = CareRelationship.Appointment,
        ["encounter"] = CareRelationship.Encounter,
        ["general-practitioner"] = CareRelationship.GeneralPractitioner,
        ["proxy"] = CareRelationship.Proxy,
    };

    /// <summary>Whether it asks for whom the actor represents.</summary>
    public bool IsProxy => Kinds == CareRelationship.Proxy;

    /// <summary>The rule in the policy's words.</summary>
    public string Text => IsProxy ? "proxy" : $"{string.Join(" or ", Words.Where(word => Kinds.HasFlag(word.Value)).Select(word => word.Key))} within {Days} days";
}

/// <summary>A relationship rule for one actor on one day.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Practitioner">The actor's <c>Practitioner/x</c>.</param>
/// <param name="Day">The day that days are counted from.</param>
public sealed record RelationshipTo(RelationshipRule Rule, string Practitioner, DateOnly Day);
