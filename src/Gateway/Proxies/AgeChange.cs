using System.Globalization;

namespace Carewright.Gateway.Proxies;

/// <summary>That the table of ages was changed. Never changed itself.</summary>
/// <param name="Id">Id.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">User name.</param>
/// <param name="Display">Name for people.</param>
/// <param name="Reason">Why, in the words of who did it.</param>
/// <param name="Lines">What.</param>
public sealed record AgeChange(string Id, DateTimeOffset At, string By, string Display, string Reason, IReadOnlyList<AgeChangeLine> Lines);

/// <summary>One thing that was changed.</summary>
/// <param name="State">Of which state's line (<c>*</c>: of all that have none); empty: the clinic's own state.</param>
/// <param name="What"><c>clinic-state</c>, <c>majority</c>, <c>source</c>, or the label code of a kind of care.</param>
/// <param name="Before">What it was; null: nothing.</param>
/// <param name="After">What it is; null: nothing.</param>
public sealed record AgeChangeLine(string State, string What, string? Before, string? After)
{
    /// <summary>What differs between two tables.</summary>
    internal static IReadOnlyList<AgeChangeLine> Between(AgeTable before, AgeTable after)
    {
        var states = before.Ages.Concat(after.Ages).Select(one => one.State).Distinct(StringComparer.Ordinal);
        return
        [
            .. Differing("", "clinic-state", before.State, after.State),
            .. states.SelectMany(state => Between(state, before.Ages.FirstOrDefault(one => one.State == state), after.Ages.FirstOrDefault(one => one.State == state))),
        ];
    }

    private static IEnumerable<AgeChangeLine> Between(string state, StateAges? before, StateAges? after) =>
    [
        .. Differing(state, "majority", Text(before?.Majority), Text(after?.Majority)),
        .. AgeTable.Kinds.SelectMany(kind => Differing(state, kind, Text(ConsentOf(before, kind)), Text(ConsentOf(after, kind)))),
        .. Differing(state, "source", before?.Source, after?.Source),
    ];

    private static IEnumerable<AgeChangeLine> Differing(string state, string what, string? before, string? after) => before == after ? [] : [new(state, what, before, after)];

    private static int? ConsentOf(StateAges? ages, string kind) => ages?.Consent.GetValueOrDefault(kind);

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The table in force, and what was changed in it, newest first.</summary>
/// <param name="State">The clinic's own state, or null.</param>
/// <param name="Ages">Its lines.</param>
/// <param name="Changes">Changes.</param>
public sealed record AgeListing(string? State, IReadOnlyList<StateAges> Ages, IReadOnlyList<AgeChange> Changes);
