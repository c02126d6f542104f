namespace Carewright.Security;

/// <summary>A patient whom an actor represents at a moment.</summary>
/// <param name="Patient"><c>Patient/x</c>.</param>
/// <param name="Person">The <c>RelatedPerson/x</c> that says so.</param>
/// <param name="Closed">Label codes of the kinds of care that the patient, a minor, consents to alone: closed to the actor unless the patient opens them.</param>
public sealed record RepresentedPatient(string Patient, string Person, IReadOnlyList<string> Closed)
{
    /// <summary>The one text that a set of them has, as <see cref="AccessMoment.Represented"/> carries it.</summary>
    public static string Join(IEnumerable<RepresentedPatient> patients) =>
        AccessMoment.Join(patients.Select(one => $"{one.Patient} {one.Person} {string.Join(',', one.Closed.Order(StringComparer.Ordinal))}"));

    /// <summary>Reads what <see cref="Join"/> has written.</summary>
    public static IReadOnlyList<RepresentedPatient> Read(string joined)
    {
        ArgumentNullException.ThrowIfNull(joined);
        return joined.Length == 0 ? [] : [.. joined.Split('\n').Select(line => line.Split(' ')).Select(parts => new RepresentedPatient(parts[0], parts[1], parts[2].Length == 0 ? [] : parts[2].Split(',')))];
    }
}
