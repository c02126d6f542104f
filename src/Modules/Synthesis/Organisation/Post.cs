using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Organisation;

/// <summary>One member of the staff in one role at one site.</summary>
internal sealed record Post(int Index, string Role, Site Site, Department Department)
{
    public required string Given { get; init; }

    public required string Family { get; init; }

    public required string PractitionerId { get; init; }

    public required string RoleId { get; init; }

    /// <summary>Has a schedule that patients are booked into.</summary>
    public bool Bookable { get; init; }

    public string ScheduleId { get; init; } = "";

    public bool Psychologist => Bookable && Department == Department.BehavioralHealth;

    public string Display => !Bookable ? $"{Given} {Family}" : Psychologist ? $"{Given} {Family}, PsyD" : $"Dr. {Given} {Family}";

    public ResourceRef Reference => new(ResourceKind.Practitioner, PractitionerId);

    /// <summary>The weekday, besides weekends, on which this person does not see patients.</summary>
    public DayOfWeek DayOff => (DayOfWeek)(1 + (Index % 5));
}
