namespace Carewright.Gateway.Exporting;

/// <summary>The patients that an export is limited to, in a fixed order, so that a row of several of them comes once: with the first.</summary>
internal sealed class Cohort
{
    /// <summary>Patients whose rows one search asks for.</summary>
    internal const int ChunkSize = 200;

    private readonly Dictionary<string, int> _places;

    internal Cohort(IEnumerable<string> patients)
    {
        Patients = [.. patients.Distinct(StringComparer.Ordinal)];
        _places = Patients.Select((patient, place) => (patient, place)).ToDictionary(one => one.patient, one => one.place, StringComparer.Ordinal);
    }

    /// <summary>References (<c>Patient/1</c>).</summary>
    internal IReadOnlyList<string> Patients { get; }

    internal IEnumerable<string[]> Chunks => Patients.Chunk(ChunkSize);

    internal bool Contains(string patient) => _places.ContainsKey(patient);

    /// <summary>True when a row that belongs to these patients comes with this chunk: it belongs to one of the chunk, and to none of an earlier one.</summary>
    internal bool ComesWith(int chunk, IReadOnlyList<string> patients)
    {
        var first = int.MaxValue;
        foreach (var patient in patients)
        {
            if (_places.TryGetValue(patient, out var place))
                first = Math.Min(first, place);
        }
        return first != int.MaxValue && first / ChunkSize == chunk;
    }
}
