using Carewright.Storage.Indexing;
using Carewright.Storage.Sqlite.Delta;

namespace Carewright.Storage.Sqlite.Reading;

/// <summary>Follows references between resources by their hashes.</summary>
internal sealed class Includes(StoreState state, Reader reader)
{
    /// <summary>Current resources that the given ones point to.</summary>
    public List<StoredVersion> Forward(IReadOnlyList<StoredVersion> from, string resourceType, string parameterCode, string? targetType, int cap)
    {
        var found = new List<StoredVersion>();
        var asked = new HashSet<long>();
        if (state.Encoder.Type(resourceType).Find(parameterCode) is not { } parameter)
            return found;
        foreach (var version in from)
            if (version.ResourceType == resourceType)
                foreach (var hash in Hashes(version, parameter))
                    if (asked.Add(hash))
                        Follow(BuiltInParameter.Identity, hash, targetType ?? (parameter.IsPart ? "Patient" : null), found, cap);
        return found;
    }

    /// <summary>Current resources that point to the given ones.</summary>
    public List<StoredVersion> Backward(IReadOnlyList<StoredVersion> to, string sourceType, string parameterCode, int cap)
    {
        var found = new List<StoredVersion>();
        var rows = new HashSet<long>();
        if (state.Encoder.Type(sourceType).Find(parameterCode) is not { } parameter)
            return found;
        foreach (var version in to)
        {
            if (parameter.IsPart && version.ResourceType != "Patient")
                continue;
            foreach (var source in parameter.Sources)
                Follow(source, version.Identity, sourceType, found, cap);
        }
        return [.. found.Where(version => rows.Add(version.RowId))];
    }

    private void Follow(int parameter, long hash, string? type, List<StoredVersion> found, int cap)
    {
        using var cursor = new MergedCursor(reader, backward: true);
        cursor.Seek(IndexKey.Last(parameter, hash), IndexKey.First(parameter, hash));
        while (found.Count < cap && cursor.Next())
            if (reader.Version(reader.CurrentSequence(cursor.Current.Row)) is { IsDeleted: false } version && (type is null || version.ResourceType == type))
                found.Add(version);
    }

    private static List<long> Hashes(StoredVersion version, ParameterIndex parameter)
    {
        var hashes = new List<long>();
        foreach (var source in parameter.Sources)
        {
            var entries = version.Entries.Read();
            if (entries.Seek(source))
                while (entries.NextOf())
                    hashes.Add(entries.Current.Value);
        }
        return hashes;
    }
}
