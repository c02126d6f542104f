namespace Carewright.Host.Consoles;

/// <summary>Something that a person at the command line can put right; its message is all they are shown.</summary>
internal sealed class ConsoleException(string message) : Exception(message);
