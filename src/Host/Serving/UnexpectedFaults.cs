using Carewright.Fhir.Json;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Host.Serving;

/// <summary>The one place where bugs are caught: logged with a number that the answer repeats, and nothing of the exception or the record in the answer.</summary>
internal sealed class UnexpectedFaults(RequestDelegate next, RecordGateway gateway, ILogger<UnexpectedFaults> log)
{
    /// <summary>Runs the rest of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = 499;
        }
        catch (BadHttpRequestException bad)
        {
            await AnswerAsync(http, bad.StatusCode, Issue.Error(IssueTypes.Invalid, "HTTP-BAD-REQUEST", "The request is not well-formed HTTP, or its body is too large (also when it is unpacked) or not packed as it says.")).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The outermost edge: whatever is thrown here is a bug, and must end as an answer, not as a torn connection.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var number = Guid.CreateVersion7().ToString();
            Log.Unexpected(log, fault, number, http.Request.Method);
            if (fault is SealBrokenException)
                await TellAsync(http, number).ConfigureAwait(false);
            await AnswerAsync(http, 500, new Issue(IssueSeverity.Fatal, IssueTypes.Exception, "HTTP-UNEXPECTED", $"An unexpected fault; it is in the server's log as {number}.")).ConfigureAwait(false);
        }
    }

    // A sealed value that does not open was tampered with, or its disk is failing: that is on record, and detection watches the record.
    private async Task TellAsync(HttpContext http, string number)
    {
        var actor = http.Features.Get<IActorFeature>()?.Actor ?? new Actor("anonymous", "anonymous", "", null, null, null, "api", "local", "", null);
        await gateway.RecordAsync(actor, "integrity-failure", null, 500, CancellationToken.None, number).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpContext http, int status, Issue issue)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }
        http.Response.Clear();
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/fhir+json; charset=utf-8";
        await http.Response.Body.WriteAsync(OperationOutcomeWriter.Write([issue])).ConfigureAwait(false);
    }
}
