using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Searching;

/// <summary>What a page includes beside its matches.</summary>
/// <param name="Rows">Each row once, with the access that let it leave; none of them a match.</param>
/// <param name="IsCut">More would have been included than one page may hold.</param>
internal sealed record IncludedRows(IReadOnlyList<(StoredVersion Row, CompiledAccess Access)> Rows, bool IsCut)
{
    internal static IncludedRows None { get; } = new([], false);
}

/// <summary>
/// Follows <c>_include</c> and <c>_revinclude</c> from the matches of a page, and those with <c>:iterate</c> from what they include, until nothing new is found (FHIR R4 search.html#include).
/// Every row obeys the access rules of its own type; a row that may not leave is not followed either.
/// </summary>
internal sealed class Inclusion(IRecordStore store, AccessCompiler access)
{
    /// <summary>Included rows per page; more would make one request read a whole chart by the back door.</summary>
    internal const int Most = 1000;

    internal IncludedRows Of(Actor actor, SearchRequest request, IReadOnlyList<StoredVersion> matches)
    {
        if (request.Includes.Count == 0 || matches.Count == 0)
            return IncludedRows.None;
        var seen = new HashSet<long>(matches.Select(row => row.RowId));
        var included = new List<(StoredVersion, CompiledAccess)>();
        var includes = request.Includes;
        for (var from = matches; from.Count > 0 && includes.Count > 0; includes = [.. request.Includes.Where(include => include.Iterate)])
        {
            var found = new List<StoredVersion>();
            foreach (var row in includes.SelectMany(include => Follow(actor, include, from)))
            {
                var allowed = access.For(actor, AccessInteraction.Search, row.ResourceType);
                if (row.IsDeleted || !seen.Add(row.RowId) || !allowed.Allows(row))
                    continue;
                if (included.Count == Most)
                    return new IncludedRows(included, true);
                included.Add((row, allowed));
                found.Add(row);
            }
            from = found;
        }
        return new IncludedRows(included, false);
    }

    // An include through an element that is hidden from the actor would tell what it points to.
    private IEnumerable<StoredVersion> Follow(Actor actor, SearchInclude include, IReadOnlyList<StoredVersion> from)
    {
        var source = access.For(actor, AccessInteraction.Search, include.SourceType);
        if (!source.IsAllowed)
            return [];
        var parameters = include.Parameter is { } one ? [one] : ReferenceParameters.Of(store.Parameters.Searchable, include.SourceType);
        var visible = parameters.Where(parameter => !TopLevelElements.ReadBy(parameter, include.SourceType).Any(source.MayHide));
        return include.IsReverse
            ? visible.SelectMany(parameter => store.ReverseInclude(from, include.SourceType, parameter.Code, Most + 1))
            : visible.SelectMany(parameter => store.Include(from, include.SourceType, parameter.Code, include.TargetType, Most + 1));
    }
}
