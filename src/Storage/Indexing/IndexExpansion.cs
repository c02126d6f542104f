namespace Carewright.Storage.Indexing;

/// <summary>What goes into the index for a version: its packed entries, and the pairs that follow from them.</summary>
internal static class IndexExpansion
{
    /// <summary>The date of a pair whose resource has none: it sorts before all others.</summary>
    public const long NoDate = long.MinValue;

    /// <summary>All entries, sorted, without duplicates.</summary>
    public static List<IndexEntry> Expand(TypeIndex type, BlindIndex blind, PackedEntries packed)
    {
        var entries = packed.ToList();
        if (type.Pairs is { } pairs)
        {
            AddPairs(pairs, blind, packed, entries);
            entries.Sort();
        }
        return entries;
    }

    private static void AddPairs(PairIndex pairs, BlindIndex blind, PackedEntries packed, List<IndexEntry> entries)
    {
        var dates = Values(packed, pairs.Date);
        if (dates.Count == 0)
            dates.Add(NoDate);
        if (pairs.CodeDate is { } coded)
            foreach (var code in Values(packed, coded.Token))
                foreach (var date in dates)
                    entries.Add(new IndexEntry(coded.Number, code, date));
        var patients = Values(packed, pairs.Patient);
        foreach (var patient in patients)
        {
            foreach (var date in dates)
                entries.Add(new IndexEntry(pairs.PatientDate, patient, date));
            foreach (var (token, number) in pairs.Tokens)
                foreach (var code in Values(packed, token))
                    foreach (var date in dates)
                        entries.Add(new IndexEntry(number, blind.Mix(patient, code), date));
        }
    }

    private static List<long> Values(PackedEntries packed, int parameter)
    {
        var values = new List<long>();
        var reader = packed.Read();
        if (!reader.Seek(parameter))
            return values;
        while (reader.NextOf())
            if (values.Count == 0 || values[^1] != reader.Current.Value)
                values.Add(reader.Current.Value);
        return values;
    }
}
