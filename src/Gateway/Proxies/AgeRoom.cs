using Carewright.Gateway.Rights;
using Carewright.Security;

namespace Carewright.Gateway.Proxies;

/// <summary>The table of the states' ages, for whoever answers for privacy.</summary>
public sealed class AgeRoom
{
    private readonly RightsDesk _desk;
    private readonly AgeShelf _shelf;

    internal AgeRoom(RightsDesk desk, AgeShelf shelf) => (_desk, _shelf) = (desk, shelf);

    /// <summary>The table in force. Refused with 403 (operation).</summary>
    public async ValueTask<Answer<AgeTable>> ShowAsync(Actor actor, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "proxy-ages");
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        return await _desk.ShowAsync(actor, deed, [], cancellationToken).ConfigureAwait(false) ? _shelf.Current : Refusals.Busy;
    }

    /// <summary>Puts another table into force, for the next decision. Refused with 403 (operation), 422.</summary>
    public async ValueTask<Answer<AgeTable>> ChangeAsync(Actor actor, AgeTable table, CancellationToken cancellationToken)
    {
        var deed = new Deed("update", "proxy-ages-change");
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        if (table.Check().ToList() is { Count: > 0 } issues)
            return await _desk.RefuseAsync(actor, deed, new Refusal(422, issues), cancellationToken).ConfigureAwait(false);
        if (!await _desk.KeepSettingAsync(actor, deed, AgeShelf.Draft(table), cancellationToken).ConfigureAwait(false))
            return Refusals.Busy;
        _shelf.Take(table);
        return table;
    }
}
