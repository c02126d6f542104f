using Carewright.Fhir.Search;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Routing;

/// <summary>
/// A FHIR address below the base, taken apart: <c>[type]/[id]/_history/[vid]</c>, <c>[type]/[id]/$operation</c> or <c>[compartment]/[id]/[type]</c>, each part optional (FHIR R4 http.html#summary).
/// </summary>
internal readonly record struct FhirAddress(string? Type, string? Id, bool IsHistory, string? VersionId, string? Operation, bool IsSearch)
{
    /// <summary>Stands for the type in <c>[compartment]/[id]/*</c>: everything in the compartment.</summary>
    internal const string EveryType = "*";

    /// <summary>The type that is searched within the compartment of the resource; null otherwise.</summary>
    internal string? Member { get; private init; }

    /// <summary>False when the path has no such shape.</summary>
    internal static bool TryParse(ReadOnlySpan<char> path, out FhirAddress address)
    {
        address = default;
        path = path.Trim('/');
        Span<Range> ranges = stackalloc Range[6];
        var count = path.IsEmpty ? 0 : path.Split(ranges, '/');
        if (count > 4)
            return false;
        string? type = null, id = null, version = null, operation = null, member = null;
        bool history = false, search = false;
        for (var i = 0; i < count; i++)
        {
            var part = path[ranges[i]];
            if (part.IsEmpty || operation is not null || search)
                return false;
            if (history)
            {
                if (version is not null || id is null)
                    return false;
                version = part.ToString();
            }
            else if (part[0] == '$')
                operation = part.ToString();
            else if (part is "_history")
                history = true;
            else if (part is "_search")
                search = true;
            else if (type is null)
                type = part.ToString();
            else if (id is null)
                id = part.ToString();
            else if (member is null)
                member = part.ToString();
            else
                return false;
        }
        address = new FhirAddress(type, id, history, version, operation, search) { Member = member };
        return member is null ? !(search && id is not null) : !history && operation is null;
    }
}

/// <summary>Reads the query of a request as FHIR wants it: in order, repeated names kept.</summary>
internal static class FhirQuery
{
    internal static IReadOnlyList<KeyValuePair<string, string>> Of(HttpRequest request) => [.. QueryText.Pairs(request.QueryString.Value ?? "")];
}
