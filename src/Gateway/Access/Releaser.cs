using Carewright.Fhir.Json;
using Carewright.Storage;

namespace Carewright.Gateway.Access;

/// <summary>Turns a row that may leave into what leaves: opened, and without the elements that the actor may not see.</summary>
internal static class Releaser
{
    /// <summary>The released form of a row that <paramref name="access"/> allows.</summary>
    internal static ReleasedResource Release(StoredVersion row, CompiledAccess access)
    {
        if (row.IsDeleted)
            return new(row.ResourceType, row.Id, row.VersionId, row.LastUpdated, row.Action, default);
        var hidden = access.HiddenIn(row);
        var json = row.Open();
        return new(row.ResourceType, row.Id, row.VersionId, row.LastUpdated, row.Action, hidden.IsEmpty ? json : Cut(json, hidden));
    }

    /// <summary>The resource without the named top-level elements, tagged as a subset so that no client mistakes it for the whole.</summary>
    internal static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> json, HiddenSet hidden)
    {
        var parsed = ResourceDocument.Parse(json);
        var document = parsed.Document ?? throw new InvalidOperationException("A stored resource does not parse.");
        return ResourceEditor.Rewrite(document, new ResourceEdits
        {
            Drop = element => element.Parent == document.Root && hidden.Cuts(element),
            AddTags = [MetaCoding.Subsetted],
        });
    }
}
