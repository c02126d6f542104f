using System.CommandLine;
using Carewright.Host.CommandLine.Messages;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine;

/// <summary>The command line. One class per verb; what a verb cannot do is said in one sentence on standard error, with exit code 1 (refused) or 2 (misused).</summary>
internal static class Verbs
{
    internal static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Carewright: an electronic health record that a clinic owns.")
        {
            UpVerb.Create(), DemoVerb.Create(), InitVerb.Create(), UserVerb.Create(), PasswordsVerb.Create(), TokenVerb.Create(), ImportVerb.Create(), ExportVerb.Create(), AuditVerb.Create(), BackupVerb.Create(), RestoreVerb.Create(), KeyVerb.Create(), PackageVerb.Create(), PartnerVerb.Create(), CatalogueVerb.Create(), SearchParametersVerb.Create(), SearchParametersVerb.CreateReindex(), TerminologyVerb.Create(),
            FhirPathVerb.Create(), ValidateVerb.Create(), SynthVerb.Create(), SandboxVerb.Create(), MessagesVerb.Create(),
        };
        try
        {
            var parsed = root.Parse(args);
            var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? 2 : code;
        }
        catch (ConsoleException refusal)
        {
            await Console.Error.WriteLineAsync($"carewright: {refusal.Message}").ConfigureAwait(false);
            return 1;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            // A folder that is a file, may not be written, or is on a full disk: the system's own sentence says which.
            await Console.Error.WriteLineAsync($"carewright: {unusable.Message}").ConfigureAwait(false);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }
}
