using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary><c>GET /policies/words</c>: the words that an editor offers.</summary>
internal static class ListWords
{
    public static IResult Run(PolicyShelf policies) => Results.Json(new WordListing(
        [.. policies.Current.Types.Order(StringComparer.Ordinal)], ["read", "search", "create", "update", "delete"], [.. RelationshipRule.Words.Keys],
        ["TREAT", "ETREAT", "CAREMGT", "HPAYMT", "HOPERAT", "PATADMIN", "HCOMPL", "HSYSADMIN", "PATRQT", "FAMRQT", "HRESCH", "PUBHLTH", "CLMATTCH"],
        AccessPolicy.KnownOperations, AccessPolicy.KnownAreas), PoliciesJson.Default.WordListing);
}

/// <summary>The words.</summary>
internal sealed record WordListing(string[] Types, string[] Interactions, string[] Relationships, string[] Purposes, IReadOnlyList<string> Operations, IReadOnlyList<string> Areas);
