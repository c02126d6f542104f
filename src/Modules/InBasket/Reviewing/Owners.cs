using System.Text.Json.Nodes;
using Carewright.Gateway.Staffing;
using Carewright.InBasket.Reports;
using Carewright.InBasket.Settings;
using Carewright.Security;

namespace Carewright.InBasket.Reviewing;

/// <summary>
/// Whose a review is: the order's requester, else whom the report names as its interpreter, else nobody's. Who is absent, has left or has no account that opens is replaced by whoever stands in; without one, the review is for the shared list,
/// since a result that waits in a basket nobody opens is lost.
/// </summary>
internal sealed class Owners(SettingsShelf settings, AccountRegister accounts, StaffStandings standings, TimeProvider clock)
{
    private const int MostHops = 5;

    /// <summary><c>Practitioner/x</c>, or null.</summary>
    /// <param name="report">The DiagnosticReport.</param>
    /// <param name="find">Resources that were read with it.</param>
    internal string? Of(JsonObject report, Func<string, JsonObject?> find)
    {
        var orders = report.Many("basedOn").Select(order => order.Text("reference")).OfType<string>().Select(reference => find(ResourceNodes.Unversioned(reference)));
        var named = orders.Select(order => order.Reference("requester")).Concat(report.Many("resultsInterpreter").Select(one => one.Text("reference"))).OfType<string>();
        var person = named.Select(reference => PersonOf(reference, find)).FirstOrDefault(one => one is not null);
        return person is null ? null : Present(person);
    }

    /// <summary>Who does the work of somebody at this moment: themselves, or whoever stands in; null: nobody.</summary>
    internal string? Present(string practitioner)
    {
        var now = clock.GetUtcNow();
        var person = practitioner;
        for (var hop = 0; hop < MostHops; hop++)
        {
            var isHere = IsHere(person, now);
            var covers = settings.Current.Covers.Where(cover => cover.Practitioner == person).ToList();
            var cover = covers.Find(one => one.IsAbsence(now)) ?? (isHere ? null : covers.Find(one => one.Holds(now)));
            if (cover is null)
                return isHere ? person : null;
            person = cover.By;
        }
        return null;
    }

    /// <summary>Who stands in for somebody who does not answer; null: nobody.</summary>
    internal string? DeputyOf(string practitioner)
    {
        var now = clock.GetUtcNow();
        return settings.Current.Covers.Where(cover => cover.Practitioner == practitioner && cover.Holds(now)).OrderByDescending(cover => cover.IsAbsence(now))
            .Select(cover => Present(cover.By)).FirstOrDefault(person => person is not null && person != practitioner);
    }

    private static string? PersonOf(string reference, Func<string, JsonObject?> find)
    {
        var person = reference.StartsWith("PractitionerRole/", StringComparison.Ordinal) ? find(ResourceNodes.Unversioned(reference)).Reference("practitioner") : reference;
        return person?.StartsWith("Practitioner/", StringComparison.Ordinal) == true ? ResourceNodes.Unversioned(person) : null;
    }

    private bool IsHere(string practitioner, DateTimeOffset now) =>
        accounts.All.Any(account => account.FhirUser == practitioner && !account.IsDisabled) && standings.Of(practitioner, now).Ended is null;
}
