namespace Carewright.Security;

/// <summary>
/// What a decision rests on beside the actor and the policy. Two equal moments give the same decision, so that decisions stay shared; null stands for the ordinary case: no open window is
/// asked for, no relationship has days, nobody has broken the glass, no emergency.
/// </summary>
/// <param name="OpenTimes">Names of the policy's time windows that are open on the site's clock, sorted and joined by a line feed; empty when none is, or when the site has no known time zone.</param>
/// <param name="Day">The day that relationships count from, on the site's clock, else in UTC; default when the role has none that count days.</param>
/// <param name="IsEmergency">Whether the clinic is in emergency mode.</param>
/// <param name="OpenedPatients">References of patients whose record the actor has opened by breaking the glass, sorted and joined by a line feed; empty when there are none.</param>
public sealed record AccessMoment(string OpenTimes, DateOnly Day, bool IsEmergency, string OpenedPatients)
{
    /// <summary>Whom the actor represents, as <see cref="RepresentedPatient.Join"/> writes it; empty when nobody, or when the role has no grant that asks.</summary>
    public string Represented { get; init; } = "";

    /// <summary>Nothing is special.</summary>
    public static AccessMoment Ordinary { get; } = new("", default, false, "");

    /// <summary>The patients of <see cref="OpenedPatients"/>, one by one.</summary>
    public IReadOnlyList<string> Opened => Split(OpenedPatients);

    /// <summary>Joins names as the members of a moment carry them.</summary>
    public static string Join(IEnumerable<string> names) => string.Join('\n', names.Order(StringComparer.Ordinal));

    internal bool IsOpen(string time) => Split(OpenTimes).Contains(time);

    private static string[] Split(string joined) => joined.Length == 0 ? [] : joined.Split('\n');
}
