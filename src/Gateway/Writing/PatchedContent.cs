using Carewright.Fhir.Json;
using Carewright.Fhir.Patch;
using Carewright.Gateway.Access;
using Carewright.Storage;

namespace Carewright.Gateway.Writing;

/// <summary>What a patch makes of a row, or why it may not.</summary>
/// <param name="Document">The new content, without what is hidden; null when refused.</param>
/// <param name="Hidden">What stays as it is because the actor cannot see it.</param>
/// <param name="Refusal">Why not.</param>
internal readonly record struct PatchedContent(ResourceDocument? Document, HiddenSet Hidden, Refusal? Refusal)
{
    /// <summary>The result as it was checked.</summary>
    internal CheckedContent Content { get; private init; }

    /// <summary>
    /// Applies the patch to what the actor sees of the row, not to the row: a test, a path or a failure then tells nothing of the rest, and what the patch puts into a hidden element
    /// is refused by its name, whether or not something is there.
    /// </summary>
    /// <param name="patch">What to change.</param>
    /// <param name="current">The row as it is, not deleted.</param>
    /// <param name="readable">What the actor may read of it: a patch reads.</param>
    /// <param name="writable">What the actor may change of it.</param>
    /// <param name="drafts">Validates the result.</param>
    internal static PatchedContent Of(ResourcePatch patch, StoredVersion current, CompiledAccess readable, CompiledAccess writable, DraftBuilder drafts)
    {
        var hidden = readable.HiddenIn(current).UnionWith(writable.HiddenIn(current));
        var outcome = patch.Apply(View(current, hidden));
        if (outcome.Document is not { } document)
            return new(null, hidden, new Refusal(422, outcome.Issues));
        foreach (var element in document.Root.Children())
        {
            if (hidden.Cuts(element))
                return new(null, hidden, Refusals.Forbidden($"patch {current.ResourceType}.{element.Name}"));
        }
        var content = drafts.CheckContent(document, outcome.Issues);
        return new(content.Document, hidden, content.Refusal) { Content = content };
    }

    private static ResourceDocument View(StoredVersion current, HiddenSet hidden)
    {
        var whole = Parse(current.Open());
        return hidden.IsEmpty ? whole : Parse(ResourceEditor.Rewrite(whole, new ResourceEdits { Drop = element => element.Parent == whole.Root && hidden.Cuts(element) }));
    }

    private static ResourceDocument Parse(ReadOnlyMemory<byte> json) =>
        ResourceDocument.Parse(json).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
}
