disguise();
startBridge();
