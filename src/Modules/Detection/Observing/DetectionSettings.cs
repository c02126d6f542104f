using System.Text.Json.Serialization;

namespace Carewright.Detection.Observing;

/// <summary>What rules need to know of the clinic.</summary>
internal sealed record DetectionSettings
{
    /// <summary>Opens at this hour, on the site's clock.</summary>
    public int OpensAt { get; set; } = 6;

    /// <summary>Closes at this hour.</summary>
    public int ClosesAt { get; set; } = 21;

    /// <summary>Open on Saturdays and Sundays, too.</summary>
    public bool IsOpenOnWeekends { get; set; }

    /// <summary>An account that was not used for so many days sleeps.</summary>
    public int DormantDays { get; set; } = 60;

    /// <summary>An event that names more patients is a list or an export: the rules for those speak, nobody is compared one by one.</summary>
    public int MostPatientsCompared { get; set; } = 10;

    /// <summary>Whether they can hold.</summary>
    [JsonIgnore]
    public bool IsSound => OpensAt is >= 0 and < 24 && ClosesAt is > 0 and <= 24 && OpensAt < ClosesAt && DormantDays is >= 1 and <= 3650 && MostPatientsCompared is >= 1 and <= 200;

    /// <summary>The same as a span.</summary>
    [JsonIgnore]
    public TimeSpan DormantAfter => TimeSpan.FromDays(DormantDays);

    /// <summary>Whether the site is closed at a time of its own clock.</summary>
    public bool IsClosed(DateTimeOffset local) =>
        local.Hour < OpensAt || local.Hour >= ClosesAt || (!IsOpenOnWeekends && local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
}
