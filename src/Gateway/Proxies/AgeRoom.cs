using Carewright.Gateway.Rights;
using Carewright.Kernel;
using Carewright.Security;

namespace Carewright.Gateway.Proxies;

/// <summary>The table of the states' ages, for whoever answers for privacy.</summary>
public sealed class AgeRoom
{
    // The log names so many of what was changed; the table keeps all.
    private const int MostTold = 40;
    private readonly RightsDesk _desk;
    private readonly AgeShelf _shelf;

    internal AgeRoom(RightsDesk desk, AgeShelf shelf) => (_desk, _shelf) = (desk, shelf);

    /// <summary>The table in force, and what was changed in it. Refused with 403 (operation).</summary>
    public async ValueTask<Answer<AgeListing>> ShowAsync(Actor actor, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "proxy-ages");
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        return await _desk.ShowAsync(actor, deed, [], cancellationToken).ConfigureAwait(false) ? Listing : Refusals.Busy;
    }

    /// <summary>Puts another table into force, for the next decision: what a changed age closes is closed. Refused with 403 (operation), 422.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="table">The whole table.</param>
    /// <param name="reason">Why: 10 to 4,000 characters. It stays with the table, not in the log.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    public async ValueTask<Answer<AgeListing>> ChangeAsync(Actor actor, AgeTable table, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var deed = new Deed("update", "proxy-ages-change");
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Issue> issues = [.. table.Check(), .. RightsDesk.IsText(reason) ? [] : RightsRefusals.BadText("reason").Issues];
        var lines = AgeChangeLine.Between(_shelf.Current, table);
        if (issues.Count > 0)
            return await _desk.RefuseAsync(actor, deed, new Refusal(422, issues), cancellationToken).ConfigureAwait(false);
        if (lines.Count == 0)
            return Listing;
        var change = new AgeChange(_desk.NewId(), _desk.Now, actor.UserName, actor.Display, reason.Trim(), lines);
        var told = deed with { Query = string.Join('&', lines.Where(line => line.What != "source").Take(MostTold).Select(line => $"{(line.State.Length == 0 ? line.What : $"{line.State}.{line.What}")}={line.Before ?? "none"}>{line.After ?? "none"}")) };
        if (!await _desk.KeepSettingAsync(actor, told, _shelf.Drafts(table, change), cancellationToken).ConfigureAwait(false))
            return Refusals.Busy;
        _shelf.Take(table, change);
        return Listing;
    }

    private AgeListing Listing => new(_shelf.Current.State, _shelf.Current.Ages, _shelf.Changes);
}
