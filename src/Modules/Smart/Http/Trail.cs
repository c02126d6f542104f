using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Http;

/// <summary>Audit records of this module. An answer waits for its record.</summary>
internal sealed class Trail(RecordGateway gateway)
{
    /// <summary>Durable when it completes; false when the log is too busy: release nothing.</summary>
    /// <param name="context">The request.</param>
    /// <param name="actor">Who; null: nobody who could be known.</param>
    /// <param name="interaction">What was done: <c>authorize</c>, <c>token</c>, <c>app-approve</c>.</param>
    /// <param name="status">HTTP status of the answer.</param>
    /// <param name="about">To which app or grant, and why it was refused; never a secret, a code or a token.</param>
    public async Task<bool> RecordAsync(HttpContext context, Actor? actor, string interaction, int status, string about) =>
        // Not cancelled: what was done stays done when the client hangs up, and is recorded.
        await gateway.RecordAsync(actor ?? context.Nobody(), interaction, null, status, CancellationToken.None, about) is null;
}
