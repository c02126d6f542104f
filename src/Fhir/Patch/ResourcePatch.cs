using System.Buffers;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Patch;

/// <summary>A change that can be made to a resource (FHIR R4 http.html#patch). Immutable and safe from many threads; parsed once, applied as often as a race needs it.</summary>
public abstract class ResourcePatch
{
    /// <summary>Most operations of one patch: each may read the whole resource.</summary>
    public const int MaxOperations = 1000;

    /// <summary>How many bytes a patch may add to a resource, copies of its own parts included.</summary>
    public const int MaxGrowth = 16 * 1024 * 1024;

    private protected ResourcePatch()
    {
    }

    /// <summary>
    /// The resource with all operations done, in order; or, when one cannot be done, none of them and why. The target is not changed. The result is parsed, not validated; its type and
    /// id are those of the target.
    /// </summary>
    public PatchOutcome Apply(ResourceDocument target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var (json, issue) = Change(target);
        if (issue is not null)
            return new(null, [issue]);
        var parsed = ResourceDocument.Parse(json);
        if (parsed.Document is not { } document)
            return new(null, parsed.Issues);
        if (Guarded(target, document) is { } guarded)
            return new(null, [guarded]);
        return parsed.IsAcceptable ? new(document, parsed.Issues) : new(null, parsed.Issues);
    }

    private protected abstract (ReadOnlyMemory<byte> Json, Issue? Issue) Change(ResourceDocument target);

    private protected static ReadOnlyMemory<byte> Bytes(JsonTree tree, int sizeHint)
    {
        var to = new ArrayBufferWriter<byte>(sizeHint + 256);
        tree.Write(to);
        return to.WrittenMemory;
    }

    private protected static Issue TooLarge(string? place) => Issue.Error(IssueTypes.TooCostly, "PATCH-GROWTH", "The patch makes the resource too large.", place);

    private static Issue? Guarded(ResourceDocument target, ResourceDocument result)
    {
        if (result.ResourceType != target.ResourceType)
            return Issue.Error(IssueTypes.BusinessRule, "PATCH-TYPE", "A patch cannot make another type of resource out of this one.", target.ResourceType, "FHIR R4 http.html#patch");
        return result.Id != target.Id
            ? Issue.Error(IssueTypes.BusinessRule, "PATCH-ID", "A patch cannot change the id of a resource.", $"{target.ResourceType}.id", "FHIR R4 http.html#patch")
            : null;
    }
}

/// <summary>What came of applying a patch.</summary>
/// <param name="Document">The changed resource; null when an operation could not be done, or what came out is no FHIR.</param>
/// <param name="Issues">Why not; or what may be wrong with the result without forbidding it.</param>
public readonly record struct PatchOutcome(ResourceDocument? Document, IReadOnlyList<Issue> Issues);

/// <summary>What came of reading a patch.</summary>
/// <param name="Patch">The patch; null when any issue is an error.</param>
/// <param name="Issues">Everything wrong with it, each with its place.</param>
public readonly record struct PatchParseOutcome(ResourcePatch? Patch, IReadOnlyList<Issue> Issues);
