using System.CommandLine;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Batches;
using Carewright.Hl7v2.Profiles;
using Carewright.Host.Consoles;

namespace Carewright.Host.CommandLine.Messages;

/// <summary><c>messages check FILE... [--profile FILE]</c> and <c>messages show FILE [PATH]</c>: looks into files of HL7 v2 messages. No store is opened.</summary>
internal static class MessagesVerb
{
    internal static Command Create() => new("messages", "Look into files of HL7 v2 messages.") { CreateCheck(), CreateShow() };

    private static Command CreateCheck()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "HL7 v2 messages, one or a batch in each file.", Arity = ArgumentArity.OneOrMore };
        var profile = new Option<FileInfo?>("--profile") { Description = "A conformance profile (XML) to hold them against." };
        var command = new Command("check", "Say what is wrong with each message; exit code 1 when any has errors.") { files, profile };
        command.SetAction(parsed =>
        {
            var check = new MessageCheck(parsed.GetValue(profile) is { } agreed ? ProfileOf(agreed) : null);
            var (checkedMessages, wrong) = (0, 0);
            foreach (var file in parsed.GetValue(files)!)
            {
                var found = BatchReader.Read(File.ReadAllBytes(file.FullName));
                foreach (var issue in found.Issues)
                    Console.WriteLine($"{file.Name}: {issue.Message} ({issue.Code})");
                checkedMessages += found.Messages.Count;
                wrong += found.Messages.Count(message => !check.IsRight(message.Bytes, $"{file.Name} {message.Number}", Console.WriteLine)) + (found.Messages.Count == 0 ? 1 : 0);
            }
            Console.WriteLine(wrong == 0 ? $"{checkedMessages} checked, none has errors." : $"{checkedMessages} checked, {wrong} with errors.");
            return wrong == 0 ? 0 : 1;
        });
        return command;
    }

    private static Command CreateShow()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "HL7 v2 messages, one or a batch." };
        var path = new Argument<string?>("PATH") { Description = "Such as PID-3[2].4.1: segment[occurrence]-field[repetition].component.subcomponent.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("show", "Print a message as a tree, or the values of one path; exit code 1 when there is none.") { file, path };
        command.SetAction(parsed =>
        {
            var wanted = parsed.GetValue(path) is not { } text ? (Hl7Path?)null
                : Hl7Path.TryParse(text, out var found) ? found : throw new ConsoleException($"'{text}' is no path such as PID-3[2].4.1.");
            var printed = Found(parsed.GetValue(file)!).Select(message => Read(message.Bytes)).Sum(message => MessageTree.Print(message, wanted, Console.WriteLine));
            return printed > 0 ? 0 : 1;
        });
        return command;
    }

    private static IReadOnlyList<BatchMessage> Found(FileInfo file) =>
        BatchReader.Read(File.ReadAllBytes(file.FullName)) is { Messages: { Count: > 0 } messages } ? messages : throw new ConsoleException($"{file.Name} has no HL7 v2 message: none of its lines begins with MSH.");

    private static Hl7Message Read(ReadOnlyMemory<byte> bytes)
    {
        var (message, fault) = Hl7Message.Read(bytes);
        return message ?? throw new ConsoleException($"{fault!.Message} ({fault.Code})");
    }

    private static ConformanceProfile ProfileOf(FileInfo file)
    {
        var (profile, issues) = ConformanceProfile.Read(File.ReadAllBytes(file.FullName));
        return profile ?? throw new ConsoleException(string.Join(Environment.NewLine, issues.Select(issue => $"{file.Name}{(issue.Line is { } line ? $" line {line}" : "")}: {issue.Message}")));
    }
}
