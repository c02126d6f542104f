using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Security;

namespace Carewright.Gateway.Importing;

/// <summary>Who may import at all: roles with the policy's operation <c>import</c>. Which rows, their grants say. What was asked is on record before anything is done.</summary>
internal sealed class ImportGate(IPolicySource policies, Scribe scribe)
{
    internal bool Allows(Actor actor) => policies.Current.MayOperate(actor, "import");

    internal async ValueTask<Refusal?> BeginAsync(Actor actor, string interaction, int status, string about, CancellationToken cancellationToken)
    {
        var deed = new Deed("execute", interaction, null, about);
        if (!Allows(actor))
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden("import"), "operation import", cancellationToken).ConfigureAwait(false);
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, status, [], []);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? null : Refusals.Busy;
    }
}
